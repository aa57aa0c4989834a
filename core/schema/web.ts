import { z } from "zod";
import { accessSchema } from "./access.ts";
import { authSchema } from "./auth/kinds.ts";
import { fields, flag, listOf, text, worded } from "./builders.ts";
import { recordTtl } from "./dns/record-ttl.ts";
import { keyName, port, subdomain } from "./leaves.ts";

const label = text(/^\S(.{0,98}\S)?$/u, { what: "a label", fix: "write up to 100 characters on one line" });

const tile = fields({
  /**
   * The service's name in the launcher.
   * @default the service's name
   * @example "News"
   */
  name: label.optional(),
  /**
   * An https URL, a path on Authentik, or an icon of Font Awesome.
   * @default Authentik's own picture
   * @example "fa://fa-rss"
   */
  icon: text(/^(https:\/\/|\/|fa:\/\/)\S+$/, {
    what: "an icon",
    fix: "write an https URL, a path on Authentik, or fa://fa-<name>",
  }).optional(),
  /**
   * The heading in the launcher.
   * @default none
   * @example "Reading"
   */
  group: label.optional(),
  /**
   * What a click opens: a path of the service, or an https URL.
   * @default "/"
   * @example "/app"
   */
  launch: text(/^(https:\/\/|\/(?!\/))\S*$/, {
    what: "an address to open",
    fix: 'write a path of the service, such as "/app", or an https URL',
  }).optional(),
});

const SUBDOMAIN_FIX = 'write one, such as "feeds", or a list';

const dns = fields({
  /**
   * True puts the DNS provider's own proxy in front of a public service (Cloudflare has one): visitors see its addresses
   * and its certificate. Not possible for a service that is not public.
   * @default false
   */
  proxied: flag().optional(),
  /**
   * TTL of the records: `"automatic"`, or a time within the DNS provider's bounds (Cloudflare: from `"1 minute"` to
   * `"24 hours"`). The provider chooses it for `proxied` records.
   * @default what `homelab:dns` says
   * @example "5 minutes"
   */
  ttl: recordTtl.optional(),
});

/** The way in by HTTPS. */
export const web = fields({
  /**
   * One or several names below the domain; the first one is the service's own. `"@"` is the domain itself. A name may
   * have several labels; all of them together have up to 63 characters.
   * @example "feeds"
   * @example ["photos", "albums.photos"]
   */
  subdomain: worded(z.union([subdomain, listOf(subdomain, SUBDOMAIN_FIX)]), {
    what: "a subdomain or a list of them",
    fix: SUBDOMAIN_FIX,
  }),
  /**
   * TCP port on which the application listens for plain HTTP inside its pod. Certificates and HTTPS are the proxy's.
   * @example 8080
   */
  port,
  /**
   * Name of the container that listens there. Required if several containers do not stay.
   * @default the only one that does not stay
   * @example "app"
   */
  container: keyName("a container").optional(),
  /**
   * The service's DNS records, as far as they differ from `homelab:dns`.
   * @default as `homelab:dns` says
   * @example { ttl: "5 minutes" }
   */
  dns: dns.optional(),
  /**
   * How people sign in: exactly one of its fields. More: docs/sso.md.
   * @example { oidc: { redirectPath: "/oauth2/callback" } }
   * @example { none: "the application asks for its own password" }
   */
  auth: authSchema,
  /**
   * Groups whose members may use the service; one of them is enough. Required unless `auth` is `none`, and not possible
   * there. The program creates the groups, empty; add members in Authentik.
   * @example ["family"]
   */
  access: accessSchema.optional(),
  /**
   * The service in Authentik's launcher.
   * @default its name and its address
   * @example { name: "News", icon: "fa://fa-rss", group: "Reading" }
   */
  tile: tile.optional(),
});
