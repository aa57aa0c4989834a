import { defineService } from "../core/define.ts";

/** Calendars and contacts by CalDAV and CardDAV. Upstream: https://radicale.org/v3.html */
export const calendar = defineService("calendar", {
  uid: 2001,
  exposure: "public", // phones are not always at home
  web: {
    subdomain: "calendar",
    port: 5232,
    auth: { forwardAuth: { userHeader: "X-Remote-User" } }, // Radicale trusts it: only the sidecar can connect
    access: ["family"],
    tile: { name: "Calendar", icon: "fa://fa-calendar" },
  },
  containers: {
    app: {
      image: "ghcr.io/kozea/radicale:3.5.3",
      command: ["--config", "/etc/radicale/config"],
      limits: { memory: "256 MB", cpu: "100%" },
      health: { http: "/.web/", within: "2 minutes" }, // the one page that needs no sign-in
      files: { "/etc/radicale/config": "config" },
      volumes: { "/var/lib/radicale": { data: "collections", dir: "radicale", owner: 1000 } },
    },
  },
  data: { collections: { pool: "tank", quota: "1 GB" } },
});
