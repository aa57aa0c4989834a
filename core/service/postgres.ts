import type { ContainerSpec, Limits } from "../schema/service.ts";
import { secret } from "../schema/secret-refs.ts";

export interface PostgresOptions {
  /**
   * How much memory and processor time the database may use.
   * @example { memory: "512 MB", cpu: "100%" }
   */
  readonly limits: Limits;
  /** Name of the database that the first start creates. @default "app" */
  readonly database?: string;
  /** Owner of the database. @default "app" */
  readonly user?: string;
  /** Name of the secret, under `secrets` of the service, with the role's password. @default "db-password" */
  readonly password?: string;
  /** Name of the dataset, under `data` of the service, whose folder `pg` holds the files. @default "db" */
  readonly data?: string;
}

const PGDATA = "/var/lib/postgresql/data";
/** User id of postgres in the official Debian-based image. */
const POSTGRES_UID = 999;

/**
 * A PostgreSQL container in the state pod, which keeps running while slots roll; applications reach it as `state:5432`.
 * At every start the role's password is set from the secret: a generated secret is deleted with its service while the
 * data stays, so the database of a service that returns has an older password.
 * @param version - Tag of the official image; another major version does not read the files of this one.
 */
export function postgres(version: string, options: PostgresOptions): ContainerSpec {
  const { limits, database = "app", user = "app", password = "db-password", data = "db" } = options;
  return {
    image: `docker.io/library/postgres:${version}`,
    entrypoint: ["/bin/sh", "/etc/homelab/start.sh"],
    env: {
      PGDATA,
      POSTGRES_DB: database,
      POSTGRES_USER: user,
      POSTGRES_PASSWORD_FILE: secret.file(password),
    },
    files: {
      "/etc/homelab/start.sh": "postgres/start.sh",
      "/etc/homelab/health.sh": "postgres/health.sh",
    },
    volumes: { [PGDATA]: { data, dir: "pg", owner: POSTGRES_UID } },
    limits,
    // The first start creates a cluster, which is slow on slow disks and emulated processors.
    health: { command: ["/bin/sh", "/etc/homelab/health.sh"], within: "5 minutes" },
    stop: "30 seconds",
    stays: true,
  };
}
