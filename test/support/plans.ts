import { cutAtBraces, secretText } from "../../core/text/secret-text.ts";
import type { HostPlan } from "../../core/plan/host-plan.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Step } from "../../core/plan/step.ts";

const dns: NonNullable<ServicePlan["dns"]> = {
  ...{ provider: "cloudflare", zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef" },
  ...{ target: { a: "203.0.113.10" }, private: "none", ttl: "automatic" },
};
const record = {
  ttl: 1,
  proxied: false,
  comment: "managed-by=homelab svc=feeds",
} as const;

interface Parts {
  readonly datasets?: readonly string[];
  readonly sso?: boolean;
  readonly secrets?: boolean;
  readonly web?: boolean;
}

/** The steps of a service with the given parts; the spec of each says whose it is. */
export function steps(name: string, { datasets = [], sso, secrets, web }: Parts = {}): Step[] {
  const step = (role: string, spec: string | undefined, ...after: string[]): Step => {
    return { role, noun: role, target: name, spec, after };
  };
  const data = datasets.map((key): Step => {
    const spec = `dataset=${key}\n`;
    return { role: `dataset-${key}`, noun: "dataset", target: `${name}/${key}`, spec, after: ["user"], retain: true };
  });
  const before = [...data.map(({ role }) => role), ...(sso ? ["sso"] : []), ...(secrets ? ["secrets"] : [])];
  return [
    step("user", `uid of ${name}\n`, "host"),
    ...data,
    ...(sso ? [{ role: "sso", after: [] } as const] : []),
    ...(secrets ? [step("secrets", undefined, "user")] : []),
    step("quadlets", `bundle of ${name}\n`, "user"),
    step("rollout", undefined, "ingress", ...before, "quadlets"),
    ...(web ? [step("route", `route of ${name}\n`, "rollout")] : []),
    ...(web ? [{ role: "records", after: ["route"] } as const] : []),
    ...(web ? [step("smoke", undefined, "route", "records")] : []),
  ];
}

/** A service with everything that makes a resource: web, two datasets, secrets of each source. */
export const feedsPlan: ServicePlan = {
  name: "feeds",
  uid: 2003,
  user: "svc-feeds",
  url: "https://feeds.home.test",
  exposure: "public",
  needs: [],
  reaches: [],
  dns,
  records: [
    { ...record, key: "dns", name: "feeds.home.test", type: "A", content: "203.0.113.10" },
    { ...record, key: "dns6", name: "feeds.home.test", type: "AAAA", content: "2001:db8::10" },
    { ...record, key: "dns-news", name: "news.home.test", type: "A", content: "203.0.113.10" },
  ],
  routerNames: [],
  auth: "none",
  openPaths: [],
  publicReason: undefined,
  sso: undefined,
  datasets: [
    {
      key: "cache",
      dataset: "tank/homelab/feeds/cache",
      mountpoint: "/zfs/tank/feeds/cache",
    },
    {
      key: "db",
      dataset: "safe/homelab/feeds/db",
      mountpoint: "/zfs/safe/feeds/db",
    },
  ],
  secrets: [
    { name: "api-key", source: { kind: "config", key: "feeds-api-key" } },
    { name: "db-password", source: { kind: "generated" } },
    {
      name: "db-url",
      source: {
        kind: "template",
        text: secretText(cutAtBraces("postgres://app:{db-password}@state/app?key={api-key}")),
      },
    },
  ],
  generation: {
    hash: "0123456789abcdef",
    bundle: "generation=0123456789abcdef\n=== units/feeds-0.pod\n[Pod]\n",
    manifest: {
      format: 2,
      service: "feeds",
      uid: 2003,
      network: null,
      pods: [],
      containers: {},
      web: null,
      data: {},
      files: {},
    },
  },
  rollout: { strategy: "rolling", drainSeconds: 30 },
  smoke: {
    service: "feeds",
    names: ["feeds.home.test"],
    ca: null,
    health: "/healthz",
    auth: { kind: "none" },
    records: [],
    resolver: null,
  },
  steps: steps("feeds", { datasets: ["cache", "db"], secrets: true, web: true }),
  units: ["feeds-0-app.service", "feeds-0-pod.service"],
};

/** A service with nothing that can be left out. */
export const quietPlan: ServicePlan = {
  ...feedsPlan,
  name: "quiet",
  uid: 2005,
  user: "svc-quiet",
  url: undefined,
  exposure: "local",
  records: [],
  datasets: [],
  secrets: [],
  smoke: undefined,
  steps: steps("quiet"),
  units: ["quiet-0-app.service", "quiet-0-pod.service"],
};

export const hostPlan: HostPlan = {
  name: "rehearsal",
  baseSpec: "pools=safe,tank\n",
  ingressSpec: "generation=fedcba9876543210\n=== bootstrap.json\n{}\n",
};
