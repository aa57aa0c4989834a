import type { ServicePlan } from "./plan-types.ts";
import { how, isWider, lastReach, type Reach, reachOf, WHO } from "./reach.ts";

/** Something that a person should know before it happens; a warning if more people get access. */
export interface Notice {
  readonly level: "info" | "warn";
  readonly text: string;
}

/**
 * The notices about all services, sorted by service.
 * @param before the stack output `__services` of the last run; undefined if there is none
 */
export function notices(services: readonly ServicePlan[], before: unknown): Notice[] {
  return services.flatMap((plan) => {
    const was = lastReach(before, plan.name);
    return [
      ...(was === undefined ? [] : changes(was, reachOf(plan))),
      ...open(plan),
      ...secretsInClear(plan),
      ...behindSignOn(plan, services),
    ];
  });
}

/** Every process of the container, and `podman inspect`, can read a secret in its environment. */
function secretsInClear({ name, generation }: ServicePlan): Notice[] {
  return Object.entries(generation.manifest.containers).flatMap(([container, { secrets }]) =>
    secrets
      .filter(({ type }) => type === "env")
      .map(({ secret, target }) =>
        info(`${name}: the secret ${secret} is in the environment of container ${container}, as ${target}`),
      ),
  );
}

/** A program cannot sign in, so a service that connects to one with forward auth gets the login page. */
function behindSignOn({ name, needs, reaches }: ServicePlan, services: readonly ServicePlan[]): Notice[] {
  return services
    .filter(({ openPaths }) => openPaths?.length === 0)
    .filter((other) => needs.includes(other.name) || reaches.includes(other.name))
    .map((other) =>
      info(
        `${name}: ${needs.includes(other.name) ? "requires" : "reaches"} ${other.name}, which answers every request with the login page; list the paths for programs under skip there`,
      ),
    );
}

function open({ name, exposure, auth, publicReason }: ServicePlan): Notice[] {
  if (exposure !== "public" || auth !== "none") return [];
  return [info(`${name}: public without a sign-in: ${publicReason ?? "no reason is given"}`)];
}

/** The changes of access since the last run. */
function changes(was: Omit<Reach, "name">, { name, exposure, auth, access }: Reach): Notice[] {
  const found: Notice[] = [];
  if (isWider(exposure, was.exposure))
    found.push(warn(`${name}: ${WHO[exposure]} can reach it from now on; until now ${WHO[was.exposure]} could`));
  if (auth !== was.auth) {
    const text = `${name}: until now ${how(was.auth)}, from now on ${how(auth)}`;
    found.push(auth === "none" ? warn(`${text}: everybody who can reach it can use it`) : info(text));
  }
  const added = access.filter((group) => !was.access.includes(group));
  if (auth !== "none" && was.auth !== "none" && added.length > 0)
    found.push(
      warn(
        `${name}: members of ${added.join(", ")} can use it from now on; until now only members of ${was.access.join(", ")}`,
      ),
    );
  return found;
}

const info = (text: string): Notice => ({ level: "info", text });
const warn = (text: string): Notice => ({ level: "warn", text });
