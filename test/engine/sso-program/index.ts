import * as pulumi from "@pulumi/pulumi";
import { refuseSilence, shareSso } from "../../../components/authentik/authentik.ts";
import { sayNotices } from "../../../components/stack/notices.ts";
import { HomelabComponent } from "../../../components/component.ts";
import { dnsRecords } from "../../../components/service/dns.ts";
import { serviceSso } from "../../../components/authentik/service-sso.ts";
import type { Sso } from "../../../components/authentik/sso.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import type { SsoPlan } from "../../../core/authentik/sso.ts";
import { planAll } from "../../../core/plan/plan.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { defineService, ledger } from "../../../core/define.ts";

// What of the program needs no host: signing on, and records where `dns` is set. The tests of sso-program say which
// services there are.
const config = new pulumi.Config();
const kinds = config.requireObject<Record<string, "oidc" | "forwardAuth" | "ldap">>("kinds");
/** Service -> its subdomain or subdomains, where they are other names. */
const renamed = config.getObject<Record<string, string | readonly string[]>>("subdomains") ?? {};
const auths = {
  oidc: { oidc: { redirectPath: "/cb" } },
  forwardAuth: { forwardAuth: {} },
  ldap: { ldap: {} },
} as const;

class Site extends HomelabComponent {
  constructor(service: ServicePlan, plan: SsoPlan, sso: Sso) {
    super("homelab:index:Service", service.name, undefined);
    const { attachments, resources, secrets } = serviceSso(service.name, plan, sso, this);
    dnsRecords(service, { parent: this, dependsOn: [...resources] });
    this.registerOutputs({ attached: attachments.map(({ kept }) => kept), secrets: Object.fromEntries(secrets) });
  }
}

const definitions = Object.entries(kinds).map(([name, kind], index) =>
  defineService(name, {
    uid: 2000 + index,
    exposure: config.get("dns") === undefined ? "private" : "public",
    web: {
      subdomain: renamed[name] ?? name,
      port: 8080,
      auth: auths[kind],
      access: [config.get("access") ?? "family"],
    },
    containers: {
      app: {
        image: "docker.io/example/app:1.0",
        limits: { memory: "64 MB", cpu: "50%" },
        health: { http: "/", within: "30 seconds" },
      },
    },
  }),
);

const plan = planAll(
  ledger(...definitions),
  parseSettings({
    domain: config.get("domain") ?? "home.test",
    host: { name: "home", address: "192.0.2.1", hostKey: "ssh-ed25519 AAAATEST", pools: {} },
    tls: { mode: "internal", caCertificate: "-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n" },
    sso: {
      enabled: true,
      consent: config.get("consent") ?? "implicit",
      rotate: config.getObject("rotate"),
      groups: config.getObject("groups") ?? [],
    },
    dns: config.getObject("dns"),
    configSecrets: ["tlsCaKey"],
  }),
);
await refuseSilence(plan);
await sayNotices(plan);
const sso = shareSso(plan);
for (const service of plan.services) if (service.sso && sso) new Site(service, service.sso, sso);

export const __services = Object.fromEntries(
  plan.services.map(({ name, exposure, auth, sso: own }) => [
    name,
    { exposure, auth, access: own?.access.map((group) => group.name) ?? [] },
  ]),
);
