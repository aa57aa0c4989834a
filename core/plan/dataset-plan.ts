import { datasetName, hostId, mountpoint } from "../service/names.ts";
import type { DatasetPlan } from "./plan-types.ts";
import type { Dataset, Service } from "../service/service.ts";
import { exactSize } from "../schema/amounts.ts";

/** Properties that a dataset gets beside its quota: written once here, reconciled on every apply. */
const PRESETS: Record<Dataset["preset"], Readonly<Record<string, string>>> = {
  default: { atime: "off", compression: "zstd" },
  // Large files that are read in order.
  media: { atime: "off", compression: "zstd", recordsize: "1M" },
  // Near the size of PostgreSQL's pages, so that a small write does not rewrite 128 K.
  postgres: { atime: "off", compression: "zstd", recordsize: "16K" },
};

/** The dataset resources of a service, sorted by key. */
export const datasetPlans = (service: Service): DatasetPlan[] => service.data.map((dataset) => plan(service, dataset));

function plan(service: Service, { key, pool, quotaBytes, preset }: Dataset): DatasetPlan {
  const dataset = datasetName(pool, service.name, key);
  const at = mountpoint(pool, service.name, key);
  const lines = [
    `dataset=${dataset}`,
    `mountpoint=${at}`,
    `owner=${service.uid}`,
    `refquota=${exactSize(quotaBytes)}`,
    ...Object.entries(PRESETS[preset]).map(([name, value]) => `property.${name}=${value}`),
    ...directories(service, key),
  ];
  return { key, dataset, mountpoint: at, spec: `${lines.join("\n")}\n` };
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
