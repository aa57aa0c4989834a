import type { HostPlan } from "../../core/plan/host-plan.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";

const record = {
  zoneId: "0123456789abcdef0123456789abcdef",
  ttl: 1,
  proxied: false,
  comment: "managed-by=homelab svc=feeds",
} as const;

/** A service with everything that makes a resource: web, two datasets, secrets of each source. */
export const feedsPlan: ServicePlan = {
  name: "feeds",
  uid: 2003,
  user: "svc-feeds",
  url: "https://feeds.home.test",
  hosts: ["feeds.home.test"],
  exposure: "public",
  needs: [],
  records: [
    { ...record, key: "dns", name: "feeds.home.test", type: "A", content: "203.0.113.10" },
    { ...record, key: "dns6", name: "feeds.home.test", type: "AAAA", content: "2001:db8::10" },
    { ...record, key: "dns-news", name: "news.home.test", type: "A", content: "203.0.113.10" },
  ],
  routerNames: [],
  auth: "none",
  openBecause: undefined,
  sso: undefined,
  userSpec: "uid=2003\nsubids=1245184:65536\n",
  datasets: [
    {
      key: "cache",
      dataset: "tank/homelab/feeds/cache",
      mountpoint: "/zfs/tank/feeds/cache",
      spec: "dataset=tank/homelab/feeds/cache\n",
    },
    {
      key: "db",
      dataset: "safe/homelab/feeds/db",
      mountpoint: "/zfs/safe/feeds/db",
      spec: "dataset=safe/homelab/feeds/db\n",
    },
  ],
  secrets: [
    { name: "api-key", source: { kind: "config", key: "feeds-api-key" } },
    { name: "db-password", source: { kind: "generated" } },
    { name: "db-url", source: { kind: "template", text: "postgres://app:{db-password}@state/app?key={api-key}" } },
  ],
  generation: {
    hash: "0123456789abcdef",
    bundle: "uid=2003\ngeneration=0123456789abcdef\n=== units/feeds-0.pod\n[Pod]\n",
    manifest: { service: "feeds", uid: 2003, network: null, pods: [], containers: {}, web: null, files: {} },
  },
  rolloutSpec: "uid=2003\ngeneration=0123456789abcdef\nstrategy=rolling\ndrain=30\n",
  routeSpec: '{"service":"feeds","uid":2003,"names":["feeds.home.test"],"mode":"passthrough","health":"/readyz"}\n',
  smokeSpec: '{"service":"feeds","names":["feeds.home.test"]}\n',
  units: ["feeds-0-app.service", "feeds-0-pod.service"],
};

/** A service with nothing that can be left out. */
export const quietPlan: ServicePlan = {
  ...feedsPlan,
  name: "quiet",
  uid: 2005,
  user: "svc-quiet",
  url: undefined,
  hosts: [],
  exposure: "local",
  records: [],
  datasets: [],
  secrets: [],
  routeSpec: undefined,
  smokeSpec: undefined,
  units: ["quiet-0-app.service", "quiet-0-pod.service"],
};

export const hostPlan: HostPlan = {
  name: "rehearsal",
  baseSpec: "domain=home.test\npools=safe,tank\n",
  ingress: { hash: "fedcba9876543210", spec: "generation=fedcba9876543210\n=== bootstrap.json\n{}\n" },
};
