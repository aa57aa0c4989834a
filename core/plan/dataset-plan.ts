import { datasetName, hostId, mountpoint } from "../service/names.ts";
import type { DatasetPlan } from "./plan-types.ts";
import type { HostStep } from "./step.ts";
import type { Dataset, Service } from "../service/service.ts";
import { exactSize } from "../schema/amounts.ts";

/** Properties of a dataset in addition to its quota; every apply reconciles them. */
const PRESETS: Record<Dataset["preset"], Readonly<Record<string, string>>> = {
  default: { atime: "off", compression: "zstd" },
  // For large files that are read sequentially.
  media: { atime: "off", compression: "zstd", recordsize: "1M" },
  // Near the size of PostgreSQL's pages, so that a small write does not rewrite 128 K.
  postgres: { atime: "off", compression: "zstd", recordsize: "16K" },
};

/** Where a service's datasets are on the host, sorted by key. */
export const datasetPlans = ({ name, data }: Service): DatasetPlan[] =>
  data.map(({ key, pool }) => {
    return { key, dataset: datasetName(pool, name, key), mountpoint: mountpoint(pool, name, key) };
  });

/** Data outlives its service: a destroy leaves each dataset on the host. */
export const datasetSteps = (service: Service): HostStep[] =>
  service.data.map((dataset) => ({
    role: `dataset-${dataset.key}`,
    noun: "dataset",
    target: `${service.name}/${dataset.key}`,
    spec: datasetSpec(service, dataset),
    after: ["user"],
    retain: true,
  }));

function datasetSpec(service: Service, { key, pool, quotaBytes, preset }: Dataset): string {
  const lines = [
    `dataset=${datasetName(pool, service.name, key)}`,
    `mountpoint=${mountpoint(pool, service.name, key)}`,
    `refquota=${exactSize(quotaBytes)}`,
    ...Object.entries(PRESETS[preset]).map(([name, value]) => `property.${name}=${value}`),
    ...directories(service, key),
  ];
  return `${lines.join("\n")}\n`;
}

/** `dir.<path>=<uid>:<gid>` with ids of the host; an empty path is the dataset itself. */
function directories(service: Service, key: string): string[] {
  const volumes = service.containers.flatMap((container) => container.volumes).filter(({ data }) => data === key);
  const lines = volumes.map(({ dir, owner }) => {
    const id = hostId(service.uid, owner);
    return `dir.${dir}=${id}:${id}`;
  });
  return [...new Set(lines)].sort();
}
