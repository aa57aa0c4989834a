import contract from "../../contract/constants.json" with { type: "json" };
import { z } from "zod";
import { duration, quota } from "./amounts-schema.ts";
import { fields, listOf, mapOf, oneOf, wholeNumber, worded } from "./builders.ts";
import { container } from "./container.ts";
import { EXPOSURES } from "./exposure.ts";
import { keyName, secretSource } from "./leaves.ts";
import { web } from "./web.ts";

const { firstUid, lastUid } = contract.service;

// Its range and owner are the ledger's business, which also sees definitions that fail here.
const uid = worded(z.int(), {
  what: "a UID",
  fix: `write a number from ${firstUid} to ${lastUid} that no other service has had`,
  standIn: 0,
});

const dataset = fields({
  /**
   * ZFS pool of the host, by its name in `homelab:host.pools`.
   * @example "tank"
   */
  pool: worded(z.string(), { what: "a pool", fix: "name one of the host's pools" }),
  /**
   * Limit of the dataset's size, without snapshots (`refquota`), in powers of 1024. All quotas of a pool together have
   * to fit into it. At least `"1 MB"`.
   * @example "5 GB"
   */
  quota,
  /**
   * ZFS properties for a purpose: `"postgres"` has records of 16K, `"media"` of 1M for large files.
   * @default "default"
   * @example "postgres"
   */
  preset: oneOf("default", "postgres", "media").optional(),
  /**
   * When a deploy that fails puts the data back to the snapshot that it took: `"recreate"` only with
   * `update: "recreate"` and before the new version has served anybody; `"auto"` always, and what was written since is
   * kept beside it for 30 days; `"never"` not by itself. `homelab rollback --data` does it when asked.
   * @default "recreate"
   * @example "auto"
   */
  dataRollback: oneOf("never", "recreate", "auto").optional(),
});

const otherServices = (fix: string) => listOf(worded(z.string(), { what: "a service's name", fix }), fix);

const NEEDS_FIX = 'name the services that have to be there first: needs: ["photos"]';
const REACHES_FIX = 'name the services whose names its pods have to know: reaches: ["office"]';

/** The one source of what a definition may say: the editor reads its type, a run its checks. */
export const serviceSchema = fields({
  /**
   * User id of the service's account on the host, 2000 to 3999; for a service of your own 2100 or higher, because lower
   * ones belong to the catalog. It belongs to the service for ever, because files on disk belong to it.
   * @example 2100
   */
  uid,
  /**
   * Who can reach the service: `"public"` everybody, `"private"` the home's networks, `"local"` nobody.
   * @default "private" with `web`, else "local"
   * @example "public"
   */
  exposure: oneOf(...EXPOSURES).optional(),
  /**
   * Access by HTTPS: names, port, sign-in. Without it there is no proxy, no certificate and no route.
   * Not possible: other TCP or UDP ports.
   * @default none
   * @example { subdomain: "feeds", port: 8080, auth: { none: "everybody may read it" } }
   */
  web: web.optional(),
  /**
   * Number of slots, copies of all containers that do not stay: 1 to 4.
   * @default 1
   * @example 2
   */
  replicas: wholeNumber(1, 4, "write 1 to 4").optional(),
  /**
   * How a new version replaces the old one: `"rolling"` slot by slot, drained first (two slots or more); `"inPlace"`
   * restarts only the application while the proxy holds requests; `"recreate"` stops everything, then starts.
   * @default "rolling" with several slots, else "inPlace"
   * @example "recreate"
   */
  update: oneOf("rolling", "inPlace", "recreate").optional(),
  /**
   * Longest wait for the open connections of a slot that is about to be replaced, and for open websockets when the
   * proxy reads a new config.
   * @default "30 seconds"
   * @example "2 minutes"
   */
  drain: duration("30 seconds").optional(),
  /**
   * The containers by name, `[a-z][a-z0-9-]*` with up to 24 characters. The containers of a slot reach
   * each other at `127.0.0.1`, and those that stay at `state`.
   * @example { app: { image: "docker.io/example/app:1.0", limits: { memory: "256 MB", cpu: "100%" }, health: { tcp: 80, within: "1 minute" } } }
   */
  containers: mapOf(keyName("a container"), container, "{ app: { … } }"),
  /**
   * Datasets by name, for data that outlives containers and deploys. A dataset belongs to this service only, and the
   * program never deletes it.
   * @default none
   * @example { db: { pool: "tank", quota: "5 GB", preset: "postgres" } }
   */
  data: mapOf(keyName("a dataset"), dataset, '{ db: { pool: "…", quota: "5 GB" } }').optional(),
  /**
   * Secrets by name: `"generated"` once and kept, `"config"` from `pulumi config set --secret <service>-<name>`, or
   * `template("…{other}…")`, a text made of other secrets of this service; a function gets the names of `env`.
   * @default none
   * @example { "db-password": "generated", "db-url": template("postgres://app:{db-password}@state/app") }
   * @example { client: template(({ oidc }) => `${oidc.clientId}:{oidc-client-secret}`) }
   */
  secrets: mapOf(keyName("a secret"), secretSource, '{ "api-key": "generated" }').optional(),
  /**
   * Names of required services, each with `web`: they have to be ready first, and pods reach them by their names. Not
   * possible: a cycle. A service with a sign-in requires the service that runs Authentik implicitly.
   * @default none
   * @example ["photos"]
   */
  needs: otherServices(NEEDS_FIX).optional(),
  /**
   * Names of other services, each with `web`, whose names its pods reach without waiting for them: `needs` without the
   * order. Two services may reach each other.
   * @default none
   * @example ["office"]
   */
  reaches: otherServices(REACHES_FIX).optional(),
});

/** A definition as a person writes it. */
export type ServiceSpec = z.input<typeof serviceSchema>;
/** A definition with amounts parsed and nothing defaulted yet. */
export type ParsedSpec = z.output<typeof serviceSchema>;

export { type ContainerSpec, envSchema, type EnvValues, type Limits, type ParsedContainer } from "./container.ts";
