import { applicationSlug, issuerUrl } from "./auth.ts";
import { issuerOf } from "./certificate.ts";
import type { GenerationFile } from "./generation-file.ts";
import type { RecordPlan } from "./plan-types.ts";
import type { Service, Web } from "./service.ts";
import type { Settings } from "./settings.ts";

/** How the smoke test expects a stranger to be received. */
export type SmokeAuth =
  /** Without a status, anything but a refusal. */
  | { readonly kind: "none"; readonly status?: number }
  /** The issuer's authorization endpoint takes the client; without a redirect URI (a pattern) only its discovery is read. */
  | { readonly kind: "oidc"; readonly issuer: string; readonly clientId: string; readonly redirectUri?: string }
  /** The outpost sends to the login: its own, or the domain's. `login`: URL of the sign-on, without a slash at its end. */
  | { readonly kind: "forwardAuth"; readonly level: "single" | "domain"; readonly login: string }
  /** The directory refuses a bind without a name. */
  | { readonly kind: "ldap"; readonly address: string; readonly port: number };

/** What a deploy of the service left running on the host. */
export interface Deployed {
  readonly generation: string;
  readonly deploy: string;
}

/**
 * Stdin of `homelab smoke apply <service>` without what the deploy adds; undefined without `web`.
 * Tries, their pause and the patience with a first certificate are the toolkit's own: 10, 3 seconds, 5 minutes.
 */
export function smokeSpec(
  service: Service,
  settings: Settings,
  records: readonly RecordPlan[],
  auth: SmokeAuth = { kind: "none" },
): string | undefined {
  if (!service.web) return undefined;
  return text({
    ...onTheHost(service, service.web, settings, auth),
    records: records.map(({ name, type, content, proxied }) => ({ name, type, content, proxied })),
    resolver: settings.dns?.resolver ?? null,
  });
}

/** What a deploy tests before it commits. Nothing of DNS: another record must not be another version of the service. */
export function smokeFile(service: Service, settings: Settings): GenerationFile[] {
  const { web } = service;
  if (!web) return [];
  const content = text(onTheHost(service, web, settings, smokeAuth(service)));
  return [{ path: "smoke.json", content, effect: "none" }];
}

function onTheHost(service: Service, web: Web, settings: Settings, auth: SmokeAuth): object {
  const issuer = issuerOf(service, settings.tls);
  const ca = issuer?.kind === "own" ? issuer.caCertificate : null;
  return { service: service.name, names: web.hosts, ca, health: healthPath(service, web), auth };
}

/** How a stranger has to be received by the service. */
export function smokeAuth({ name, web }: Service): SmokeAuth {
  if (!web?.signOn) return { kind: "none" };
  const { auth, signOn, url } = web;
  if (auth.kind === "forwardAuth") return { kind: "forwardAuth", level: auth.level, login: signOn.url };
  if (auth.kind !== "oidc") return { kind: "none" };
  const [path] = auth.redirectPaths;
  const exact = auth.match === "strict" && path !== undefined ? { redirectUri: url + path } : {};
  return { kind: "oidc", issuer: issuerUrl(signOn.url, name), clientId: applicationSlug(name), ...exact };
}

/** The spec of a test after a deploy: another deploy is another spec, so each one is followed by a test. */
export function afterDeploy(spec: string, { generation, deploy }: Deployed): string {
  return text({ ...(JSON.parse(spec) as object), generation, deploy });
}

/** Path that the application itself calls healthy; null where it is not asked by HTTP on the port of its pages. */
function healthPath({ containers }: Service, { container, port }: Web): string | null {
  const health = containers.find(({ name }) => name === container)?.health;
  return health?.kind === "http" && health.port === port ? health.path : null;
}

const text = (spec: object): string => `${JSON.stringify(spec, null, 2)}\n`;
