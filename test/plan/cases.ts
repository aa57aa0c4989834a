import { contacts } from "../../catalog/contacts.ts";
import { defineService, ledger, retired, secret, type ServiceDefinition, type ServiceSpec } from "../../core/define.ts";
import type { Ledger } from "../../core/service/ledger.ts";
import { calendar, feeds, metrics, page, services as street } from "../homes/street.ts";

/** A pull request: what the home lists and its settings say once it is merged. */
export interface PullRequest {
  readonly services: Ledger;
  /** Settings that differ from those of the home. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const ZONE_ID = "4061c112fabaef55c6cf93b4df330da3";

/** The home's settings; `homelab:` is left out. */
export const SETTINGS: Readonly<Record<string, unknown>> = {
  domain: "home.test",
  host: {
    name: "street",
    address: "192.0.2.10",
    hostKey: "ssh-ed25519 AAAATEST",
    pools: { safe: "80 GB", tank: "1 TB" },
  },
  tls: { mode: "internal", caCertificate: "-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n" },
  dns: { zone: "home.test", zoneId: ZONE_ID, target: { a: "203.0.113.10" } },
  sso: { enabled: true, url: "https://auth.home.test" },
  lan: ["10.0.0.0/8", "192.168.0.0/16"],
  images: {},
};

/** The home with other definitions in place of its own of the same name, and new ones after them. */
function changed(...definitions: readonly ServiceDefinition[]): Ledger {
  const kept = street.services.map((one) => definitions.find(({ name }) => name === one.name) ?? one);
  const added = definitions.filter(({ name }) => !street.services.some((one) => one.name === name));
  return ledger(...kept, ...added);
}

const other = ({ name, spec }: ServiceDefinition, change: Partial<ServiceSpec>) =>
  defineService(name, { ...spec, ...change });

/** The service with other values of its container `app`. */
function withApp(service: ServiceDefinition, change: object): ServiceDefinition {
  const { app, ...containers } = service.spec.containers;
  return other(service, { containers: { ...containers, app: { ...app, ...change } as never } });
}

const withWeb = (service: ServiceDefinition, change: object): ServiceDefinition =>
  other(service, { web: { ...service.spec.web, ...change } as never });

const without = (gone: ServiceDefinition) => street.services.filter((one) => one !== gone);

/** Typical pull requests; each has a recorded preview and golden files. */
export const CASES: Readonly<Record<string, PullRequest>> = {
  nothing: { services: street },
  "new-service": { services: changed(contacts) },
  "removed-service": { services: ledger(...without(calendar), retired("calendar", 2001)) },
  "service-not-listed": { services: ledger(...without(calendar)) },
  "image-bump": { services: changed(withApp(feeds, { image: "docker.io/miniflux/miniflux:2.2.7" })) },
  "database-image": {
    services: changed(
      other(feeds, {
        containers: {
          ...feeds.spec.containers,
          db: { ...feeds.spec.containers["db"], image: "docker.io/library/postgres:18" } as never,
        },
      }),
    ),
  },
  "env-change": { services: changed(withApp(page, { env: { TITLE: "Our street", COLOUR: "blue", FOOTER: "bye" } })) },
  "quota-raise": {
    services: changed(other(feeds, { data: { db: { pool: "safe", quota: "6 GB", preset: "postgres" } } })),
  },
  "private-to-public": { services: changed(other(metrics, { exposure: "public" })) },
  "group-added": { services: changed(withWeb(calendar, { access: ["family", "friends"] })) },
  "group-removed": { services: changed(withWeb(feeds, { access: ["family"] })) },
  "sign-in-removed": {
    services: changed(withWeb(calendar, { auth: { none: "Radicale has passwords of its own" }, access: undefined })),
  },
  "secret-env": {
    services: changed(
      other(
        withApp(page, {
          env: { TITLE: "Our street", COLOUR: "green", GREETING: "hello", API_KEY: secret.env("api-key") },
        }),
        {
          secrets: { "api-key": "generated" },
        },
      ),
    ),
  },
  "uid-change": { services: changed(other(calendar, { uid: 2101 })) },
  "needs-change": { services: changed(other(page, { needs: ["calendar"] })) },
  "two-replicas": { services: changed(other(page, { replicas: 2 })) },
  // The preview was recorded after an `up` with OLD_LINE in TEMPLATE.
  "file-change": { services: street },
  "host-settings": {
    services: street,
    settings: { images: { envoy: "docker.io/envoyproxy/envoy:v1.41.0" }, lan: ["192.168.1.0/24"] },
  },
};

/** The file that `file-change` changes, and the line that it had beside its present ones. */
export const TEMPLATE = "templates/services/calendar/config";
export const OLD_LINE = "# An older comment.";
