import contract from "../../contract/constants.json" with { type: "json" };
import { applicationSlug, issuerUrl, LDAP_PASSWORD, type Auth } from "../service/auth.ts";
import { homeCaCertificate } from "../service/certificate.ts";
import type { GenerationFile } from "../units/generation-file.ts";
import { LDAP_CONTAINER, ldapNames, LDAP_PORTS } from "../service/ldap.ts";
import { secretPath } from "../service/names.ts";
import type { RecordPlan } from "../web/records.ts";
import { type Service, type Web, webContainer } from "../service/service.ts";
import { isPath } from "../schema/redirects.ts";
import type { Settings } from "../schema/settings.ts";

/** How the smoke test expects an anonymous visitor to be treated. */
export type SmokeAuth =
  /** With anything but a refusal. */
  | { readonly kind: "none" }
  /**
   * The issuer's authorization endpoint has to accept the client; without a redirect URI (a pattern) only its discovery
   * is read. `start` is the application's page that has to redirect there with the same client id and redirect URI.
   */
  | {
      readonly kind: "oidc";
      readonly issuer: string;
      readonly clientId: string;
      readonly redirectUri?: string;
      readonly start?: string;
    }
  /** The outpost has to redirect to the login page: its own, or the domain's. `login`: Authentik's URL, without a final slash. */
  | { readonly kind: "forwardAuth"; readonly level: "single" | "domain"; readonly login: string }
  /** The directory in the pod has to reject an anonymous bind and to accept the application's account. */
  | LdapSmoke;

/** The password is a file in the container and not part of any spec. */
export interface LdapSmoke {
  readonly kind: "ldap";
  readonly container: string;
  readonly port: number;
  readonly bindDn: string;
  readonly passwordFile: string;
}

/** The result of a deploy on the host. */
export interface Deployed {
  readonly generation: string;
  readonly deploy: string;
}

/** How a service is tested from the host alone. */
interface LocalTest {
  readonly service: string;
  readonly names: readonly string[];
  /** PEM of the home's own CA; null where the certificates are of a public one. */
  readonly ca: string | null;
  /** The application's health path; null if its health check is not HTTP on the port of `web`. */
  readonly health: string | null;
  readonly auth: SmokeAuth;
}

/** The same by the way that everybody asks it. */
export interface SmokeTest extends LocalTest {
  readonly records: readonly Pick<RecordPlan, "name" | "type" | "content" | "proxied">[];
  readonly resolver: string | null;
}

/** The test that follows each deploy of a service; undefined without `web`. */
export function smokeTest(
  service: Service,
  settings: Settings,
  records: readonly RecordPlan[],
  auth = smokeAuth(service),
): SmokeTest | undefined {
  if (!service.web) return undefined;
  return {
    ...localTest(service, service.web, auth),
    records: records.map(({ name, type, content, proxied }) => ({ name, type, content, proxied })),
    resolver: settings.dns?.resolver ?? null,
  };
}

/**
 * Stdin of `homelab smoke apply <service>`. Another deploy is another spec, so each one is followed by a test.
 * Retry policy: toolkit/smoke/spec.py.
 */
export const smokeSpec = (test: SmokeTest, { generation, deploy }: Deployed): string =>
  text({ ...test, generation, deploy });

/** What a deploy tests before it commits. Without DNS, so that a changed record is not a new version of the service. */
export function smokeFile(service: Service): GenerationFile[] {
  const { web } = service;
  if (!web) return [];
  const content = text(localTest(service, web, smokeAuth(service)));
  return [{ path: contract.generation.smoke, content, effect: "none" }];
}

function localTest(service: Service, web: Web, auth: SmokeAuth): LocalTest {
  const ca = homeCaCertificate(web.issuer) ?? null;
  return { service: service.name, names: web.hosts, ca, health: applicationHealthPath(service), auth };
}

/** How the service has to treat an anonymous visitor. */
export function smokeAuth({ name, web }: Service): SmokeAuth {
  if (!web?.signOn) return { kind: "none" };
  const { auth, signOn, url } = web;
  switch (auth.kind) {
    case "none":
      return { kind: "none" };
    case "forwardAuth":
      return { kind: "forwardAuth", level: auth.level, login: signOn.url };
    case "ldap":
      return ldapSmoke(name, auth.baseDn);
    case "oidc":
      return oidcSmoke(name, auth, signOn.url, url);
  }
}

function oidcSmoke(name: string, auth: Extract<Auth, { kind: "oidc" }>, login: string, url: string): SmokeAuth {
  const path = auth.redirectPaths.find(isPath);
  const exact = auth.match === "strict" && path !== undefined ? { redirectUri: url + path } : {};
  const start = auth.loginPath === undefined ? {} : { start: auth.loginPath };
  return { kind: "oidc", issuer: issuerUrl(login, name), clientId: applicationSlug(name), ...exact, ...start };
}

const ldapSmoke = (service: string, baseDn: string): LdapSmoke => ({
  kind: "ldap",
  container: LDAP_CONTAINER,
  port: LDAP_PORTS.ldap,
  bindDn: ldapNames(service, baseDn).bindDn,
  passwordFile: secretPath(LDAP_PASSWORD),
});

/** The application's health path; null if its health check is not HTTP on the port of `web`. */
function applicationHealthPath(service: Service): string | null {
  const health = webContainer(service)?.health;
  return health?.kind === "http" && health.port === service.web?.port ? health.path : null;
}

const text = (spec: object): string => `${JSON.stringify(spec, null, 2)}\n`;
