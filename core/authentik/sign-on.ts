import type { SignOn } from "../service/auth.ts";
import { ownAuthority } from "../service/certificate.ts";
import type { Ledger } from "../service/ledger.ts";
import { serviceSchema } from "../schema/service.ts";
import type { Settings } from "../schema/settings.ts";
import { signOnUrl } from "../schema/sso.ts";
import { hostsOf } from "../service/web-defaults.ts";

/**
 * Where people sign on. It is read from the definitions before they are checked, because those who sign on there
 * are told its address while they get their defaults.
 */
export function signOnOf({ services }: Ledger, { sso, domain, tls }: Settings): SignOn {
  const url = signOnUrl(sso, domain);
  const { host } = new URL(url);
  const server = services
    .flatMap(({ spec }) => serviceSchema.safeParse(spec).data ?? [])
    .find(({ web }) => web && hostsOf(web, domain).includes(host));
  // Somebody else's sign-on has a certificate that everybody knows, unless this home knows no other authority than its own.
  if (!server?.web) return { url, host, ca: tls.mode === "internal" ? tls.caCertificate : undefined };
  const { exposure = "private", web } = server;
  const ca = ownAuthority({ exposure, web: { proxied: web.dns?.proxied ?? false } }, tls);
  return { url, host, ca };
}
