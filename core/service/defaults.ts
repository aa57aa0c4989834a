import { byName, sortedBy } from "../text/sorted.ts";
import { containerDefaults } from "./containers.ts";
import { nameScope } from "./names-given.ts";
import { podsOf } from "./pods.ts";
import type { Problem } from "../problems/problem.ts";
import { secretDefaults } from "./secret-defaults.ts";
import type { ParsedSpec } from "../schema/service.ts";
import type { Settings } from "../schema/settings.ts";
import type { Dataset, Service } from "./service.ts";
import type { SignOn } from "./sign-on.ts";
import { exposureDefault, webDefaults } from "./web-defaults.ts";

/** Longest wait for open connections where a definition names none. */
export const DRAIN_SECONDS = 30;

/** A service with all defaults, and the problems found while applying them. It must not be planned if there are problems. */
export interface Normalised {
  readonly service: Service;
  readonly problems: readonly Problem[];
}

/** Fills in all defaults, so that no later code checks whether a field is present. */
export function withDefaults(name: string, spec: ParsedSpec, settings: Settings, signOn: SignOn): Normalised {
  const { domain, images } = settings;
  const web = webDefaults(name, spec, settings, signOn);
  const replicas = spec.replicas ?? 1;
  const scope = nameScope({ name, domain, web, containers: Object.values(spec.containers) });
  const found = byName(Object.entries(spec.containers)).map(([key, container]) =>
    containerDefaults({ ...scope, name: key }, container),
  );
  const declared = secretDefaults(scope, spec);
  const containers = found.map(({ container }) => container);
  const service: Service = {
    name,
    uid: spec.uid,
    domain,
    // Set later, when all services are known.
    needs: [],
    reaches: [],
    exposure: exposureDefault(spec),
    web,
    replicas,
    update: spec.update ?? (replicas > 1 ? "rolling" : "inPlace"),
    drainSeconds: spec.drain ?? DRAIN_SECONDS,
    containers,
    pods: podsOf({ name, containers, web, replicas }, images),
    data: byName(Object.entries(spec.data ?? {})).map(([key, { pool, quota, preset, dataRollback }]): Dataset => {
      return { key, pool, quotaBytes: quota, preset: preset ?? "default", rollback: dataRollback ?? "recreate" };
    }),
    secrets: sortedBy([...declared.secrets, ...found.flatMap(({ made }) => made)], (secret) => secret.name),
  };
  return { service, problems: [...found.flatMap(({ problems }) => problems), ...declared.problems] };
}
