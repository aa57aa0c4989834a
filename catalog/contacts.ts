import { defineService } from "../core/define.ts";

/** Address books by CardDAV, for everybody with an account in Authentik. Upstream: https://radicale.org/v3.html */
export const contacts = defineService("contacts", {
  uid: 2005,
  exposure: "public", // phones are not always at home
  web: {
    subdomain: "contacts",
    port: 5232,
    auth: { ldap: {} }, // phones send a name and a password, and cannot show a login page
    access: ["family"],
    tile: { name: "Contacts", icon: "fa://fa-address-book" },
  },
  containers: {
    app: {
      image: "docker.io/tomsquest/docker-radicale:3.5.4.0", // the official image does not support LDAP
      user: 2999,
      command: ["/venv/bin/radicale", "--config", "/etc/radicale/config"],
      limits: { memory: "256 MB", cpu: "100%" },
      health: { http: "/.web/", within: "2 minutes" }, // the one page that needs no password
      files: { "/etc/radicale/config": "config" },
      volumes: { "/data": { data: "collections", dir: "radicale" } },
      secrets: ["ldap-password"],
    },
  },
  data: { collections: { pool: "tank", quota: "1 GB" } },
});
