import type { ParsedSpec } from "../schema/service.ts";
import type { Exposure } from "../schema/exposure.ts";
import type { Settings } from "../schema/settings.ts";
import { issuerOf } from "./certificate.ts";
import { authWithDefaults } from "./auth/kinds.ts";
import type { Tile, Web } from "./service.ts";
import type { SignOn } from "./sign-on.ts";

type ParsedWeb = NonNullable<ParsedSpec["web"]>;

/** Full host names of a service, in the order of its subdomains. */
export const hostsOf = ({ subdomain }: Pick<ParsedWeb, "subdomain">, domain: string): string[] =>
  [subdomain].flat().map((label) => (label === "@" ? domain : `${label}.${domain}`));

/** Without `web` nobody can reach a service; with `web`, the default is the home only. */
export const exposureDefault = ({ exposure, web }: ParsedSpec): Exposure => exposure ?? (web ? "private" : "local");

/** `web` with all defaults; undefined for a service without `web`. */
export function webDefaults(
  name: string,
  spec: ParsedSpec,
  { domain, tls }: Settings,
  signOn: SignOn,
): Web | undefined {
  const { web, containers } = spec;
  if (!web) return undefined;
  const proxied = web.dns?.proxied ?? false;
  const hosts = hostsOf(web, domain);
  const url = `https://${hosts[0] ?? ""}`;
  const containerNames = Object.keys(containers);
  const rolling = containerNames.filter((each) => containers[each]?.stays !== true);
  const auth = authWithDefaults(web.auth, domain);
  return {
    subdomains: [web.subdomain].flat(),
    hosts,
    url,
    port: web.port,
    // With several containers there is no default, because the order of keys has no meaning.
    container: web.container ?? (rolling.length > 1 ? "" : (rolling[0] ?? containerNames[0] ?? "")),
    proxied,
    issuer: issuerOf(exposureDefault(spec), proxied, tls),
    ttl: web.dns?.ttl,
    auth,
    access: web.access ?? [],
    tile: tileDefaults(name, url, web.tile),
    signOn: auth.kind === "none" ? undefined : signOn,
    servesSignOn: hosts.includes(signOn.host),
  };
}

function tileDefaults(service: string, url: string, tile: ParsedWeb["tile"]): Tile {
  const { name = service, icon, group, launch = "/" } = tile ?? {};
  return { name, icon, group, launchUrl: launch.startsWith("/") ? url + launch : launch };
}
