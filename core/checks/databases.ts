import type { Problem } from "../problems/problem.ts";
import type { Container, Service, Volume } from "../service/service.ts";

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

/** Two writers on the files of one database would damage them silently. */
export function databaseProblems(service: Service): Problem[] {
  return service.containers
    .filter(({ image }) => databasePort(image) !== undefined)
    .flatMap((database) => [...slotProblems(service, database), ...neighbourProblems(service, database)]);
}

/** The default port of the database in an image; undefined for any other image. */
export function databasePort(image: string): number | undefined {
  const last = image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "";
  const word = last.split(/[-_.]/).find((each) => PORTS.has(each));
  return word === undefined ? undefined : PORTS.get(word);
}

function slotProblems({ name, replicas }: Service, { name: container, stays, volumes }: Container): Problem[] {
  const written = volumes.find(({ readOnly }) => !readOnly);
  if (replicas === 1 || stays || written === undefined) return [];
  return [
    {
      where: `${name}.containers.${container}`,
      problem: `each of ${replicas} slots would run this database on the same files (${folder(written)})`,
      fix: "write stays: true, so that it runs once for all slots",
    },
  ];
}

/** Another container that writes to the database's files; of two databases, the later one is reported. */
function neighbourProblems({ name, containers }: Service, database: Container): Problem[] {
  const own = new Set(database.volumes.filter(({ readOnly }) => !readOnly).map(folder));
  return containers
    .filter((other) => other !== database)
    .filter((other) => databasePort(other.image) === undefined || other.name > database.name)
    .flatMap((other) =>
      other.volumes
        .filter((volume) => !volume.readOnly && own.has(folder(volume)))
        .map((volume) => ({
          where: `${name}.containers.${other.name}.volumes.${volume.path}`,
          problem: `writes into ${folder(volume)}, where the database ${database.name} has its files`,
          fix: "give each a folder (dir) or a dataset of its own, or write readOnly: true",
        })),
    );
}

const folder = ({ data, dir }: Volume): string => (dir === "" ? data : `${data}/${dir}`);
