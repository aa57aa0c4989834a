import * as pulumi from "@pulumi/pulumi";
import { shareSso } from "../../../components/authentik.ts";
import { sayNotices } from "../../../components/notices.ts";
import { HomelabComponent } from "../../../components/component.ts";
import { serviceSso } from "../../../components/service-sso.ts";
import type { Sso } from "../../../components/sso.ts";
import type { SsoPlan } from "../../../core/sso.ts";
import { planAll } from "../../../core/plan.ts";
import { parseSettings } from "../../../core/settings.ts";
import { defineService, ledger } from "../../../core/define.ts";

// The signing-on part of the program without its host; sso-engine.test.ts runs it and says which services there are.
const config = new pulumi.Config();
const kinds = config.requireObject<Record<string, "oidc" | "forwardAuth" | "ldap">>("kinds");
const auths = {
  oidc: { oidc: { redirectPath: "/cb" } },
  forwardAuth: { forwardAuth: {} },
  ldap: { ldap: {} },
} as const;

class Site extends HomelabComponent {
  constructor(name: string, plan: SsoPlan, sso: Sso) {
    super("homelab:index:Service", name, undefined);
    const { attachment, secrets } = serviceSso(name, plan, sso, this);
    this.registerOutputs({ attached: attachment?.kept, secrets: Object.fromEntries(secrets) });
  }
}

const definitions = Object.entries(kinds).map(([name, kind], index) =>
  defineService(name, {
    uid: 2000 + index,
    web: { subdomain: name, port: 8080, auth: auths[kind], access: ["family"] },
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
    domain: "home.test",
    host: { name: "home", address: "192.0.2.1", hostKey: "ssh-ed25519 AAAATEST", pools: {} },
    tls: { mode: "internal", caCertificate: "-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n" },
    sso: { enabled: true, rotate: config.getObject("rotate") },
    configSecrets: ["tlsCaKey"],
  }),
);
await sayNotices(plan.services);
const sso = shareSso(plan);
for (const service of plan.services) if (service.sso && sso) new Site(service.name, service.sso, sso);

export const services = Object.fromEntries(
  plan.services.map(({ name, exposure, auth, sso: own }) => [
    name,
    { exposure, auth, access: own?.access.map((group) => group.name) ?? [] },
  ]),
);
