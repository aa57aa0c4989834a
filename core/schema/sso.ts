import { z } from "zod";
import { groupName } from "./access.ts";
import { httpsOrigin } from "./addresses.ts";
import { duration } from "./amounts-schema.ts";
import { fields, flag, oneOf, text, worded } from "./builders.ts";

const mark = text(/^\S{1,64}$/, { what: "a mark", fix: "write any word that differs from the last one" });

/** Settings of single sign-on. */
export const ssoSettings = fields({
  /**
   * Set it to true once Authentik is running. While it is false, services whose `auth` is not `none` are left out,
   * because they would be open to everybody.
   * @example true
   */
  enabled: flag(),
  /**
   * Where people sign in: https and a host name, without a path.
   * @default https://auth. and the domain
   * @example "https://auth.example.org"
   */
  url: httpsOrigin.optional(),
  /**
   * Time until a person has to sign in again, up to a year (`"8760 hours"`).
   * @default Authentik's own
   * @example "12 hours"
   */
  session: duration("12 hours", "8760 hours").optional(),
  /**
   * `"implicit"`: a service gets the user's data without asking; `"explicit"`: people are asked once.
   * @default "implicit"
   * @example "explicit"
   */
  consent: oneOf("implicit", "explicit").optional(),
  /**
   * Groups that exist in Authentik already: the program uses them, but neither creates nor deletes them.
   * @default none
   * @example ["authentik Admins"]
   */
  groups: worded(z.array(groupName), {
    what: "a list",
    fix: 'list the groups that are there already, such as ["authentik Admins"]',
  })
    .readonly()
    .optional(),
  /**
   * Service -> any text; a new text renews the secrets that the service shares with Authentik.
   * @default none
   * @example { feeds: "2026-11" }
   */
  rotate: worded(z.record(z.string(), mark), {
    what: "a map",
    fix: 'write { "<service>": "<new mark>" }',
  }).optional(),
});

export type SsoSettings = z.output<typeof ssoSettings>;

/** Without the setting there is no sign-in, and services that need one are left out. */
export const NO_SSO: SsoSettings = { enabled: false };

/** Authentik's URL, without a final slash. */
export const signOnUrl = ({ url }: SsoSettings, domain: string): string => url ?? `https://auth.${domain}`;
