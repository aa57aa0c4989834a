/** Words in names of images whose data allows only one writer -> the port that they listen on. */
const PORTS: ReadonlyMap<string, number> = new Map([
  ...["postgres", "postgresql", "postgis", "pgvector", "timescaledb"].map((word) => [word, 5432] as const),
  ...["mariadb", "mysql", "percona"].map((word) => [word, 3306] as const),
  ...["redis", "valkey", "keydb"].map((word) => [word, 6379] as const),
  ["mongo", 27_017],
  ["mongodb", 27_017],
  ["influxdb", 8086],
  ["clickhouse", 9000],
  ["elasticsearch", 9200],
  ["opensearch", 9200],
  ["meilisearch", 7700],
  ["etcd", 2379],
  ["couchdb", 5984],
]);

/** The default port of the database in an image; undefined for any other image. */
export function databasePort(image: string): number | undefined {
  const last = image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "";
  const word = last.split(/[-_.]/).find((each) => PORTS.has(each));
  return word === undefined ? undefined : PORTS.get(word);
}
