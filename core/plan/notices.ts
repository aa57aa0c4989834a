import { z } from "zod";
import { AUTH_KINDS, type AuthKind } from "../schema/auth/kinds.ts";
import { type Exposure, EXPOSURES } from "../schema/exposure.ts";
import { signInKind } from "../service/auth/kinds.ts";
import { NO_SIGN_IN_WORDS } from "../service/auth/none.ts";
import type { ServicePlan } from "./plan-types.ts";
import { accessNames } from "../authentik/sso.ts";

/** Something that a person should know before it happens; a warning if more people get access. */
export interface Notice {
  readonly level: "info" | "warn";
  readonly text: string;
}

/** The access to a service, as it will be or as it was. */
export type Reach = Pick<ServicePlan, "name" | "exposure" | "auth"> & { readonly access: readonly string[] };

const reach = z.object({
  exposure: z.enum(EXPOSURES),
  auth: z.enum(AUTH_KINDS),
  access: z.array(z.string()),
});

/**
 * The notices about all services, sorted by service.
 * @param before the stack output `__services` of the last run; undefined if there is none
 */
export function notices(services: readonly ServicePlan[], before: unknown): Notice[] {
  const last = z.record(z.string(), z.unknown()).safeParse(before).data ?? {};
  return services.flatMap((plan) => {
    const was = reach.safeParse(last[plan.name]).data;
    const now: Reach = { ...plan, access: accessNames(plan.sso) };
    return [
      ...(was === undefined ? [] : changes(was, now)),
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

const isWider = (exposure: Exposure, than: Exposure): boolean => EXPOSURES.indexOf(exposure) < EXPOSURES.indexOf(than);
const WHO: Readonly<Record<Exposure, string>> = {
  local: "nobody from outside",
  private: "the home",
  public: "everybody",
};
const how = (auth: AuthKind): string => (auth === "none" ? NO_SIGN_IN_WORDS : signInKind(auth).words);

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
