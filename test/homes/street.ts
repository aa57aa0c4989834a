import { calendar as readyMadeCalendar } from "../../catalog/calendar.ts";
import { feeds as readyMadeFeeds } from "../../catalog/feeds.ts";
import { metrics as readyMadeMetrics } from "../../catalog/metrics.ts";
import { defineService, ledger } from "../../core/define.ts";
import type { ServiceSpec } from "../../core/schema/service.ts";

// What pull requests change: Authentik runs elsewhere, so the home is small.

/** Two slots, a database that stays, OpenID Connect, two groups. */
export const feeds = defineService("feeds", {
  ...readyMadeFeeds.spec,
  web: {
    subdomain: "feeds",
    port: 8080,
    auth: { oidc: { redirectPath: "/oauth2/oidc/callback", loginPath: "/oauth2/oidc/redirect" } },
    access: ["family", "friends"],
  },
});

/** One slot with data, forward auth, public. */
export const calendar = readyMadeCalendar;

/** One slot with data, forward auth, private. */
export const metrics = readyMadeMetrics;

const pageSpec: ServiceSpec = {
  uid: 2007,
  exposure: "private",
  web: { subdomain: "page", port: 8080, auth: { none: "a page for guests in the home" } },
  containers: {
    app: {
      image: "docker.io/example/page:1.4.0",
      limits: { memory: "64 MB", cpu: "50%" },
      health: { http: "/", within: "30 seconds" },
      env: { TITLE: "Our street", COLOUR: "green", GREETING: "hello" },
    },
  },
};

/** One slot without data and without a sign-in. */
export const page = defineService("page", pageSpec);

export const services = ledger(feeds, calendar, metrics, page);
