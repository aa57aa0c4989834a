import { issuerOf } from "../../core/service/certificate.ts";
import { CONTAINER_DEFAULTS } from "../../core/service/container-defaults.ts";
import { podsOf } from "../../core/service/pods.ts";
import { impliedSecrets } from "../../core/service/secret-defaults.ts";
import { cutAtBraces, secretText } from "../../core/text/secret-text.ts";
import type { Container, Service } from "../../core/service/service.ts";
import { sortedBy } from "../../core/text/sorted.ts";
import { parseSettings, type Settings } from "../../core/schema/settings.ts";

/** Not a certificate that anything accepts: golden files need one that never changes. */
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nTk9UQUNFUlRJRklDQVRF\n-----END CERTIFICATE-----\n";

/** Settings of a stack for tests: two pools, a private CA. */
export const settings: Settings = parseSettings({
  domain: "home.test",
  host: { name: "rehearsal", address: "127.0.0.1", hostKey: "ssh-ed25519 AAAA", pools: { safe: "8 GB", tank: "8 GB" } },
  tls: { mode: "internal", caCertificate: CERTIFICATE },
  configSecrets: ["tlsCaKey"],
});

/** The same with certificates of a public CA. */
export const acmeSettings: Settings = parseSettings({
  domain: "home.test",
  host: { name: "rehearsal", address: "127.0.0.1", hostKey: "ssh-ed25519 AAAA", pools: { safe: "8 GB", tank: "8 GB" } },
  tls: { mode: "acme", email: "owner@home.test", directory: "https://acme.home.test/directory" },
});

/** A container with as little as possible, changed by `parts`. */
export function container(parts: Partial<Container> = {}): Container {
  return {
    ...CONTAINER_DEFAULTS,
    name: "app",
    image: "docker.io/example/app:1.0",
    memoryBytes: 256 * 1024 ** 2,
    cpuPercent: 100,
    health: { kind: "http", port: 8080, path: "/healthz", withinSeconds: 30 },
    ...parts,
  };
}

/** A service with one container and nothing else, changed by `parts`. */
export function service(parts: Partial<Service> = {}): Service {
  return finished({
    name: "sample",
    uid: 2003,
    domain: settings.domain,
    exposure: parts.web ? "public" : "local",
    needs: [],
    reaches: [],
    web: undefined,
    replicas: 1,
    update: "inPlace",
    drainSeconds: 30,
    containers: [container()],
    data: [],
    secrets: [],
    ...parts,
  });
}

/** A service whose pods, issuer and implied secrets follow from the rest, once a test has changed some of it. */
export function finished(changed: Omit<Service, "pods">, given: Settings = settings): Service {
  const { tls, images } = given;
  const web = changed.web && {
    ...changed.web,
    issuer: issuerOf(changed.exposure, changed.web.proxied, tls),
  };
  const secrets = [...changed.secrets.filter(({ declared }) => declared), ...impliedSecrets(web)];
  return {
    ...changed,
    web,
    pods: podsOf({ ...changed, web }, images),
    secrets: sortedBy(secrets, ({ name }) => name),
  };
}

/** A way in under one name, open to everybody. */
export const web = (name: string) => ({
  subdomains: [name],
  hosts: [`${name}.home.test`],
  url: `https://${name}.home.test`,
  port: 8080,
  container: "app",
  proxied: false,
  issuer: undefined,
  ttl: undefined,
  auth: { kind: "none", reason: "nobody asks a test" } as const,
  access: [],
  tile: { name, icon: undefined, group: undefined, launchUrl: `https://${name}.home.test/` },
  signOn: undefined,
  servesSignOn: false,
});

/** Two slots and a database that stays. */
export const withState: Service = service({
  name: "feeds",
  web: { ...web("feeds"), subdomains: ["feeds", "news"], hosts: ["feeds.home.test", "news.home.test"] },
  replicas: 2,
  update: "rolling",
  containers: [
    container({
      env: [
        ["BASE_URL", "https://feeds.home.test"],
        ["TITLE", "News $ of the day"],
      ],
      secrets: [{ secret: "db-url", type: "mount", target: "db-url" }],
    }),
    container({
      name: "db",
      image: "docker.io/library/postgres:17",
      stays: true,
      health: { kind: "command", command: ["pg_isready", "-h", "127.0.0.1"], withinSeconds: 120 },
      volumes: [
        { path: "/var/lib/postgresql/data", data: "db", dir: "pg", owner: 999, readOnly: false, severalWriters: false },
      ],
      secrets: [{ secret: "db-password", type: "env", target: "POSTGRES_PASSWORD" }],
      stopSeconds: 30,
    }),
  ],
  data: [{ key: "db", pool: "safe", quotaBytes: 5 * 1024 ** 3, preset: "postgres", rollback: "recreate" }],
  secrets: [
    { name: "db-password", source: { kind: "generated" }, declared: true },
    {
      name: "db-url",
      source: { kind: "template", text: secretText(cutAtBraces("postgres://app:{db-password}@state/app")) },
      declared: true,
    },
  ],
});

/** One slot that reads the host's scrape list and owns a whole dataset. */
export const withScrapeList: Service = service({
  name: "metrics",
  uid: 2005,
  web: web("metrics"),
  containers: [
    container({
      user: 65534,
      command: ["--config.file=/etc/prometheus/prometheus.yml", "--web.page-title=100 % home"],
      scrapeTargets: "/etc/prometheus/targets.d",
      volumes: [{ path: "/prometheus", data: "tsdb", dir: "", owner: 65534, readOnly: false, severalWriters: false }],
    }),
  ],
  data: [{ key: "tsdb", pool: "tank", quotaBytes: 1536 * 1024 ** 2, preset: "default", rollback: "recreate" }],
});

/** No web, and a check of one word. */
export const withCommandHealth: Service = service({
  name: "worker",
  uid: 2006,
  containers: [
    container({
      entrypoint: ["/bin/sh", "-c", "exec worker"],
      health: { kind: "command", command: ["check"], withinSeconds: 20 },
    }),
    container({ name: "queue", health: { kind: "tcp", port: 6379, withinSeconds: 10 }, cpuPercent: 50 }),
  ],
});

export const samples: readonly Service[] = [withState, withScrapeList, withCommandHealth];
