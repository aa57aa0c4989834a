import contract from "../../contract/constants.json" with { type: "json" };
import { signInKind, signInOf, type SmokeAuth } from "../service/auth/kinds.ts";
import { homeCaCertificate } from "../service/certificate.ts";
import type { GenerationFile } from "../units/generation-file.ts";
import type { RecordPlan } from "../web/records.ts";
import { type Service, type Web, webContainer } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";

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
  const signIn = signInOf(name, web);
  return signIn ? signInKind(signIn.auth.kind).smoke(signIn) : { kind: "none" };
}

/** The application's health path; null if its health check is not HTTP on the port of `web`. */
function applicationHealthPath(service: Service): string | null {
  const health = webContainer(service)?.health;
  return health?.kind === "http" && health.port === service.web?.port ? health.path : null;
}

const text = (spec: object): string => `${JSON.stringify(spec, null, 2)}\n`;
