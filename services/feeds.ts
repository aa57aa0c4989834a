import { defineService, postgres, secret, template } from "../core/define.ts";

/** RSS reader for the family. Upstream: https://miniflux.app/docs/ */
export const feeds = defineService("feeds", {
  uid: 2003,
  exposure: "public",
  replicas: 2,
  web: { subdomain: "feeds", port: 8080, auth: { none: "it asks for its own accounts" } },
  containers: {
    app: {
      image: "docker.io/miniflux/miniflux:2.2.6",
      limits: { memory: "256 MB", cpu: "100%" },
      health: { http: "/healthcheck", within: "2 minutes" },
      env: ({ url, port }) => ({
        BASE_URL: url,
        LISTEN_ADDR: `127.0.0.1:${port}`, // only the sidecar in the same pod asks here
        HTTPS: 1, // it ends there, so cookies are for HTTPS only
        DATABASE_URL_FILE: secret.file("db-url"),
        RUN_MIGRATIONS: 1,
        CREATE_ADMIN: 1,
        ADMIN_USERNAME: "admin",
        ADMIN_PASSWORD_FILE: secret.file("admin-password"),
      }),
    },
    db: postgres("17", { limits: { memory: "512 MB", cpu: "100%" } }), // stays put while slots roll
  },
  data: { db: { pool: "safe", quota: "5 GB", preset: "postgres" } },
  secrets: {
    "admin-password": "generated", // of the first start; later ones are changed in the application
    "db-password": "generated",
    "db-url": template("postgres://app:{db-password}@state/app?sslmode=disable"),
  },
});
