import type { SignOn } from "../service/auth.ts";
import { homeCaCertificate, issuerOf } from "../service/certificate.ts";
import type { ParsedSpec } from "../schema/service.ts";
import type { Settings } from "../schema/settings.ts";
import { signOnUrl } from "../schema/sso.ts";
import { exposureDefault, hostsOf } from "../service/web-defaults.ts";

/**
 * Where people sign in. It is read from the definitions before they get their defaults, because the services whose
 * people sign in there are told its address by then.
 */
export function signOnOf(specs: readonly ParsedSpec[], { sso, domain, tls }: Settings): SignOn {
  const url = signOnUrl(sso, domain);
  const { host } = new URL(url);
  const server = specs.find(({ web }) => web && hostsOf(web, domain).includes(host));
  // An Authentik outside of this home has a certificate of a public CA, unless this home knows no CA but its own.
  if (!server?.web) return { url, host, ca: tls.mode === "internal" ? tls.caCertificate : undefined };
  const issuer = issuerOf(exposureDefault(server), server.web.dns?.proxied ?? false, tls);
  return { url, host, ca: homeCaCertificate(issuer) };
}
