import type { SignOn } from "../service/sign-on.ts";
import { homeCaCertificate, issuerOf } from "../service/certificate.ts";
import type { ParsedSpec } from "../schema/service.ts";
import type { Settings } from "../schema/settings.ts";
import { signOnUrl } from "../schema/sso.ts";
import { exposureDefault, hostsOf } from "../service/web-defaults.ts";

/**
 * The Authentik with which people sign in. It is read from the definitions before they get their defaults, because
 * these contain its address.
 */
export function signOnOf(specs: readonly ParsedSpec[], { sso, domain, tls }: Settings): SignOn {
  const url = signOnUrl(sso, domain);
  const { host } = new URL(url);
  const server = specs.find(({ web }) => web && hostsOf(web, domain).includes(host));
  // An external Authentik is assumed to have a publicly trusted certificate, unless `tls.mode` is `internal`.
  if (!server?.web) return { url, host, ca: tls.mode === "internal" ? tls.caCertificate : undefined };
  const issuer = issuerOf(exposureDefault(server), server.web.dns?.proxied ?? false, tls);
  return { url, host, ca: homeCaCertificate(issuer) };
}
