import { defineService, postgres, secret } from "../core/define.ts";

const image = "ghcr.io/goauthentik/server:2025.12.1";

/** What server and worker share. Both update the database's schema before they start. */
const common = {
  image,
  limits: { memory: "1 GB", cpu: "100%" },
  volumes: { "/data": { data: "db", dir: "files", owner: 1000 } },
  stop: "30 seconds", // its tasks end, or continue after the next start
} as const;

const settings = {
  // Authentik reads a setting in this form from the file, except for the settings of its first start.
  AUTHENTIK_POSTGRESQL__PASSWORD: `file://${secret.file("db-password")}`,
  AUTHENTIK_SECRET_KEY: `file://${secret.file("secret-key")}`,
  // The image's default is /dev/shm, which all containers of a pod share, so each would read the other's files.
  TMPDIR: "/tmp",
} as const;

/** The identity provider, with which people sign in to all other services. Upstream: https://docs.goauthentik.io/ */
export const authentication = defineService("authentication", {
  uid: 2004,
  exposure: "public",
  web: { subdomain: "auth", port: 9000, container: "server", auth: { none: "it is what signs people in" } },
  containers: {
    server: {
      ...common,
      command: ["server"],
      health: { http: "/-/health/ready/", within: "10 minutes" }, // the first start creates the whole schema
      env: ({ port, state }) => ({
        ...settings,
        AUTHENTIK_POSTGRESQL__HOST: state,
        AUTHENTIK_LISTEN__HTTP: `127.0.0.1:${port}`, // only the sidecar in the same pod connects here
        AUTHENTIK_LISTEN__HTTPS: "127.0.0.1:9443",
        AUTHENTIK_LISTEN__METRICS: "127.0.0.1:9300",
      }),
    },
    worker: {
      ...common,
      command: ["worker"],
      health: { command: ["ak", "healthcheck"], within: "10 minutes" },
      env: ({ state }) => ({
        ...settings,
        AUTHENTIK_POSTGRESQL__HOST: state,
        // It answers health checks and metrics too, and shares its addresses with the server.
        AUTHENTIK_LISTEN__HTTP: "127.0.0.1:9001",
        AUTHENTIK_LISTEN__METRICS: "127.0.0.1:9301",
        // Password and token of the administrator akadmin. Only the first start reads these, and only in this form.
        AUTHENTIK_BOOTSTRAP_PASSWORD: secret.env("bootstrap-password"),
        AUTHENTIK_BOOTSTRAP_TOKEN: secret.env("bootstrap-token"),
      }),
    },
    db: postgres("17", { limits: { memory: "512 MB", cpu: "100%" }, database: "authentik", user: "authentik" }),
  },
  // Uploaded images are in the same dataset as the database, so that a snapshot contains both at the same moment.
  data: { db: { pool: "tank", quota: "3 GB", preset: "postgres" } },
  secrets: {
    "bootstrap-password": "generated",
    "bootstrap-token": "config", // Pulumi uses it to access Authentik, so it has to exist before the first start
    "db-password": "generated",
    "secret-key": "generated",
  },
});
