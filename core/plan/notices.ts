import type { Plan } from "./plan.ts";
import type { ServicePlan } from "./plan-types.ts";
import { how, isWider, lastReach, type Reach, reachOf, WHO } from "./reach.ts";

/** Something that a person should know before it happens; a warning if more people get access. */
export interface Notice {
  readonly level: "info" | "warn";
  readonly text: string;
}

/** What notices are about. */
export type Noticed = Pick<Plan, "services" | "warnings">;

/**
 * What the policies warn of, then the notices about all services, sorted by service.
 * @param before the stack output `__services` of the last run; undefined if there is none
 */
export function notices({ services, warnings }: Noticed, before: unknown): Notice[] {
  const changed = services.flatMap((plan) => {
    const was = lastReach(before, plan.name);
    return [...(was === undefined ? [] : changes(was, reachOf(plan))), ...behindSignOn(plan, services)];
  });
  return [...warnings.map(({ where, problem }) => info(`${where}: ${problem}`)), ...changed];
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
