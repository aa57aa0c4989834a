import { z } from "zod";
import { groupName } from "./auth.ts";
import { encodeComplaint, fields, matching, quoted } from "../problems/complaint.ts";
import { duration, flag, oneOf } from "./leaves.ts";

const GROUPS_FIX = 'list the groups that are there already, such as ["authentik Admins"]';

/** Single sign-on: whether it is in use, and where. */
export const ssoSettings = fields({
  enabled: flag,
  url: matching<`https://${string}`>(
    /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    "the address of the sign-on",
    "write https:// and a host name in small letters, such as https://auth.example.org",
  ).optional(),
  session: duration("12 hours").optional(),
  consent: oneOf("implicit", "explicit").optional(),
  groups: z
    .array(groupName, {
      error: ({ input }) => encodeComplaint({ problem: `${quoted(input)} is not a list`, fix: GROUPS_FIX }),
    })
    .readonly()
    .optional(),
  rotate: z
    .record(z.string(), matching<string>(/^\S{1,64}$/, "a mark", "write any word that differs from the last one"), {
      error: ({ input }) =>
        encodeComplaint({ problem: `${quoted(input)} is not a map`, fix: 'write { "<service>": "<new mark>" }' }),
    })
    .optional(),
});

export type SsoSettings = z.output<typeof ssoSettings>;

/** Without the setting nobody signs on anywhere, and what needs it is left out. */
export const NO_SSO: SsoSettings = { enabled: false };

/** Where people sign on, without a slash at its end. */
export const signOnUrl = ({ url }: SsoSettings, domain: string): string => url ?? `https://auth.${domain}`;
