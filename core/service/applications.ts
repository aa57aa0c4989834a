import type { SignIn } from "./auth/kind.ts";
import { signInKind, signInOf, type SsoKind } from "./auth/kinds.ts";
import type { Web } from "./service.ts";
import { applicationSlug } from "./sign-on.ts";

/** A further application of a service in Authentik, for one of its names. */
export interface NameApplication {
  readonly slug: string;
  readonly host: string;
  /** The sign-in as if the service had this name alone, and were called like the application. */
  readonly signIn: SignIn<SsoKind>;
}

/** The applications of all names but the first, if each name needs one of its own. */
export function furtherApplications(service: string, web: Web | undefined): NameApplication[] {
  const signIn = signInOf(service, web);
  if (!signIn || signInKind(signIn.auth.kind).applicationForEachName?.(signIn.auth) !== true) return [];
  const { hosts, subdomains } = signIn.web;
  return hosts.slice(1).map((host, index) => {
    const label = subdomains[index + 1] ?? "";
    const slug = `${applicationSlug(service)}-${labelKey(label)}`;
    const alone: Web = { ...signIn.web, hosts: [host], subdomains: [label], url: `https://${host}` };
    return { slug, host, signIn: { ...signIn, service: slug, web: alone } };
  });
}

/** A subdomain as part of a slug. No label contains an underscore, so two subdomains never have the same key. */
const labelKey = (subdomain: string): string => (subdomain === "@" ? "_domain" : subdomain.replaceAll(".", "_"));
