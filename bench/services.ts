import { defineService, ledger, postgres, secret, template } from "../core/define.ts";

// Takes the place of services/index.ts in the copy of the program that is measured.
const count = Number(process.env["HOMELAB_BENCH_SERVICES"] ?? "3");

const limits = { memory: "256 MB", cpu: "100%" } as const;
const image = "docker.io/miniflux/miniflux:2.2.6";

/** Two slots, a database that stays, three secrets: the most that a service has. */
const withDatabase = (number: number) =>
  defineService(`reader${number}`, {
    uid: 2000 + number,
    replicas: 2,
    exposure: "public",
    web: { subdomain: `reader${number}`, port: 8080, auth: { none: "nobody asks a measurement" } },
    containers: {
      app: {
        image,
        limits,
        health: { http: "/healthcheck", within: "30 seconds" },
        env: ({ url }) => ({ BASE_URL: url, DATABASE_URL_FILE: secret.file("db-url") }),
        secrets: ["admin-password"],
      },
      db: postgres("17", { limits }),
    },
    data: { db: { pool: "safe", quota: "5 GB", preset: "postgres" } },
    secrets: {
      "admin-password": "generated",
      "db-password": "generated",
      "db-url": template("postgres://app:{db-password}@state/app?sslmode=disable"),
    },
  });

/** One slot with its data. */
const withData = (number: number) =>
  defineService(`files${number}`, {
    uid: 2000 + number,
    exposure: "public",
    web: { subdomain: `files${number}`, port: 8080, auth: { none: "nobody asks a measurement" } },
    containers: {
      app: {
        image,
        limits,
        health: { http: "/", within: "30 seconds" },
        volumes: { "/data": { data: "files" } },
      },
    },
    data: { files: { pool: "tank", quota: "1 GB" } },
  });

/** Nothing but a container. */
const worker = (number: number) =>
  defineService(`worker${number}`, {
    uid: 2000 + number,
    containers: { app: { image, limits, health: { command: ["/bin/true"], within: "30 seconds" } } },
  });

const kinds = [withDatabase, withData, worker];

/** As many services as asked for, in turn one of each kind. */
export const services = ledger(
  ...Array.from({ length: count }, (_, number) => (kinds[number % kinds.length] ?? worker)(number)),
);
