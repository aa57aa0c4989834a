import type { Problem } from "../problems/problem.ts";
import { nearestName } from "../problems/nearest-name.ts";
import type { Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { formatSize, parseSize } from "../schema/amounts.ts";

/**
 * Datasets of one service: who mounts them, and what the settings know of their pools.
 * @param unsure - Parts of the containers could not be read: what mounts a dataset is not known then.
 */
export function dataProblems(service: Service, settings: Settings, unsure: boolean): Problem[] {
  return [
    ...unknownDatasets(service),
    ...snapshotFolders(service),
    ...(unsure ? [] : unmountedDatasets(service)),
    ...quotaProblems(service, settings),
  ];
}

function unknownDatasets({ name, containers, data }: Service): Problem[] {
  const keys = data.map(({ key }) => key);
  return containers.flatMap((container) =>
    container.volumes
      .filter((volume) => !keys.includes(volume.data))
      .map((volume) => ({
        where: `${name}.containers.${container.name}.volumes.${volume.path}`,
        problem: `there is no dataset "${volume.data}"`,
        fix: datasetFix(volume.data, keys),
      })),
  );
}

/** ZFS shows a dataset's snapshots there, and nothing can be created in it. */
function snapshotFolders({ name, containers }: Service): Problem[] {
  return containers.flatMap((container) =>
    container.volumes
      .filter(({ dir }) => dir === ".zfs" || dir.startsWith(".zfs/"))
      .map(({ path, dir }) => ({
        where: `${name}.containers.${container.name}.volumes.${path}.dir`,
        problem: `"${dir}" is where ZFS shows its snapshots`,
        fix: "choose another folder",
      })),
  );
}

function datasetFix(data: string, keys: readonly string[]): string {
  const nearest = nearestName(data, keys);
  return nearest === undefined
    ? `declare it: data: { ${data}: { pool: "…", quota: "5 GB" } }`
    : `did you mean ${nearest}?`;
}

function unmountedDatasets({ name, containers, data }: Service): Problem[] {
  const keys = data.map(({ key }) => key);
  const named = containers.flatMap(({ volumes }) => volumes.map((volume) => volume.data));
  // A name that is not quite a dataset's is a problem of the volume, and its fix mounts the dataset.
  const mounted = new Set(named.map((name) => (keys.includes(name) ? name : nearestName(name, keys))));
  return data
    .filter(({ key }) => !mounted.has(key))
    .map(({ key }) => ({
      where: `${name}.data.${key}`,
      problem: "no container mounts it",
      fix: `mount it: volumes: { "/data": { data: "${key}" } }, or remove it`,
    }));
}

function quotaProblems({ name, data }: Service, { host: { pools } }: Settings): Problem[] {
  return data.flatMap(({ key, pool, quotaBytes }): Problem[] => {
    const size = poolBytes(pools, pool);
    if (size === undefined) return [unknownPool(`${name}.data.${key}.pool`, pool, Object.keys(pools))];
    if (quotaBytes <= size) return [];
    const problem = `${formatSize(quotaBytes)} is more than the size of pool \`${pool}\` in config (${formatSize(size)})`;
    return [
      {
        where: `${name}.data.${key}.quota`,
        problem,
        fix: "lower the quota, or enlarge the pool and change its size in config",
      },
    ];
  });
}

const unknownPool = (where: string, pool: string, known: readonly string[]): Problem => ({
  where,
  problem: `config has no pool \`${pool}\``,
  fix:
    known.length === 0
      ? "add it to host.pools in config, with its size"
      : `use one of ${known.join(", ")}, or add it to host.pools in config`,
});

/** Quotas that fit individually but not together: the pool would be full before any dataset is. */
export function poolProblems(services: readonly Service[], { host: { pools } }: Settings): Problem[] {
  return Object.entries(pools).flatMap(([pool, text]): Problem[] => {
    const size = parseSize(text) ?? 0;
    const datasets = services.flatMap(({ name, data }) =>
      data
        .filter((dataset) => dataset.pool === pool)
        .map((dataset) => ({ name: `${name}.${dataset.key}`, ...dataset })),
    );
    const sum = datasets.reduce((total, { quotaBytes }) => total + quotaBytes, 0);
    // A quota above the pool's size is a problem of that dataset already.
    if (sum <= size || datasets.some(({ quotaBytes }) => quotaBytes > size)) return [];
    const parts = datasets.map(({ name, quotaBytes }) => `${name} ${formatSize(quotaBytes)}`).join(", ");
    const problem = `quotas add up to ${formatSize(sum)}, more than its size in config (${formatSize(size)})`;
    const fix = `lower one of ${parts}; or set a larger size in config, which may be more than the pool's real size`;
    return [{ where: `config.host.pools.${pool}`, problem, fix }];
  });
}

function poolBytes(pools: Settings["host"]["pools"], pool: string): number | undefined {
  const text = Object.hasOwn(pools, pool) ? pools[pool] : undefined;
  return text === undefined ? undefined : parseSize(text);
}
