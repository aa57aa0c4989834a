import type { Problem } from "../problems/problem.ts";
import { nearestName } from "../problems/nearest-name.ts";
import type { Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { formatSize, parseSize } from "../schema/amounts.ts";

/** Problems of one service's datasets: their mounts, pools and quotas. */
export function dataProblems(service: Service, settings: Settings): Problem[] {
  return [...unknownDatasets(service), ...unmountedDatasets(service), ...quotaProblems(service, settings)];
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

function datasetFix(data: string, keys: readonly string[]): string {
  const nearest = nearestName(data, keys);
  return nearest === undefined
    ? `declare it: data: { ${data}: { pool: "…", quota: "5 GB" } }`
    : `did you mean ${nearest}?`;
}

function unmountedDatasets({ name, containers, data }: Service): Problem[] {
  const mounted = new Set(containers.flatMap(({ volumes }) => volumes.map((volume) => volume.data)));
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
    const fix = `lower one of ${parts}; or enlarge the pool and change its size in config`;
    return [{ where: `config.host.pools.${pool}`, problem, fix }];
  });
}

function poolBytes(pools: Settings["host"]["pools"], pool: string): number | undefined {
  const text = Object.hasOwn(pools, pool) ? pools[pool] : undefined;
  return text === undefined ? undefined : parseSize(text);
}
