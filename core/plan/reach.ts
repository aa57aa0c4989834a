import { z } from "zod";
import { accessNames } from "../authentik/sso.ts";
import { AUTH_KINDS, type AuthKind } from "../schema/auth/kinds.ts";
import { type Exposure, EXPOSURES } from "../schema/exposure.ts";
import { signInKind } from "../service/auth/kinds.ts";
import { NO_SIGN_IN_WORDS } from "../service/auth/none.ts";
import type { ServicePlan } from "./plan-types.ts";

/** The access to a service, as it will be or as it was. */
export type Reach = Pick<ServicePlan, "name" | "exposure" | "auth"> & { readonly access: readonly string[] };

const reach = z.object({
  exposure: z.enum(EXPOSURES),
  auth: z.enum(AUTH_KINDS),
  access: z.array(z.string()),
});

/** The access to a planned service. */
export const reachOf = ({ name, exposure, auth, sso }: ServicePlan): Reach => {
  return { name, exposure, auth, access: accessNames(sso) };
};

/**
 * The access to a service until now; undefined if it is not known.
 * @param services the stack output `__services` of the last run; undefined if there is none
 */
export function lastReach(services: unknown, name: string): Reach | undefined {
  const all = z.record(z.string(), z.unknown()).safeParse(services).data ?? {};
  const last = reach.safeParse(all[name]).data;
  return last && { name, ...last };
}

/** Whether more people can reach a service with one exposure than with another one. */
export const isWider = (exposure: Exposure, than: Exposure): boolean =>
  EXPOSURES.indexOf(exposure) < EXPOSURES.indexOf(than);

/** Who can reach a service. */
export const WHO: Readonly<Record<Exposure, string>> = {
  local: "nobody from outside",
  private: "the home",
  public: "everybody",
};

/** How people sign in. */
export const how = (auth: AuthKind): string => (auth === "none" ? NO_SIGN_IN_WORDS : signInKind(auth).words);
