import { defineService, template } from "../core/define.ts";

/** Calendars and contacts by CalDAV and CardDAV. Upstream: https://radicale.org/v3.html */
export const calendar = defineService("calendar", {
  uid: 2001,
  exposure: "public", // telephones are not always at home
  web: { subdomain: "calendar", port: 5232, auth: { none: "it checks its own password file for every page but one" } },
  containers: {
    app: {
      image: "ghcr.io/kozea/radicale:3.5.3",
      command: ["--config", "/etc/radicale/config"],
      limits: { memory: "256 MB", cpu: "100%" },
      health: { http: "/.web/", within: "2 minutes" }, // the one page that asks for no password
      files: { "/etc/radicale/config": "config" },
      volumes: { "/var/lib/radicale": { data: "collections", dir: "radicale", owner: 1000 } },
      secrets: ["users"],
    },
  },
  data: { collections: { pool: "tank", quota: "1 GB" } },
  secrets: {
    "calendar-password": "generated",
    users: template("family:{calendar-password}"), // the password file that Radicale reads
  },
});
