import { dirname } from "node:path";
import { defineService, postgres, secret, template } from "../core/define.ts";

/** RSS reader for the family. Upstream: https://miniflux.app/docs/ */
export const feeds = defineService("feeds", {
  uid: 2003,
  exposure: "public",
  replicas: 2,
  web: {
    subdomain: "feeds",
    port: 8080,
    auth: { oidc: { redirectPath: "/oauth2/oidc/callback", loginPath: "/oauth2/oidc/redirect" } },
    access: ["family"],
    tile: { name: "News", icon: "fa://fa-rss" },
  },
  containers: {
    app: {
      image: "docker.io/miniflux/miniflux:2.2.6",
      limits: { memory: "256 MB", cpu: "100%" },
      health: { http: "/healthcheck", within: "2 minutes" },
      env: ({ url, port, oidc }) => ({
        BASE_URL: url,
        LISTEN_ADDR: `127.0.0.1:${port}`, // only the sidecar in the same pod connects here
        HTTPS: 1, // TLS ends at the sidecar, so cookies are for HTTPS only
        DATABASE_URL_FILE: secret.file("db-url"),
        RUN_MIGRATIONS: 1,
        OAUTH2_PROVIDER: "oidc",
        OAUTH2_OIDC_DISCOVERY_ENDPOINT: oidc.issuer,
        OAUTH2_CLIENT_ID: oidc.clientId,
        OAUTH2_CLIENT_SECRET_FILE: oidc.secretFile,
        OAUTH2_REDIRECT_URL: oidc.redirectUri,
        OAUTH2_USER_CREATION: 1,
        // In addition to the public CAs, because the feeds are on the internet.
        ...(oidc.caFile === undefined ? {} : { SSL_CERT_DIR: dirname(oidc.caFile) }),
        // A local administrator, for times when Authentik is down.
        CREATE_ADMIN: 1,
        ADMIN_USERNAME: "admin",
        ADMIN_PASSWORD_FILE: secret.file("admin-password"),
      }),
    },
    db: postgres("17", { limits: { memory: "512 MB", cpu: "100%" } }), // keeps running while slots roll
  },
  data: { db: { pool: "safe", quota: "5 GB", preset: "postgres" } },
  secrets: {
    "admin-password": "generated", // for the first start; change it in the application later
    "db-password": "generated",
    "db-url": template("postgres://app:{db-password}@state/app?sslmode=disable"),
  },
});
