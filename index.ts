import { refuseSilence, shareSso } from "./components/authentik/authentik.ts";
import { Host } from "./components/host/host.ts";
import { hostAccess } from "./components/host/host-access.ts";
import { sayNotices } from "./components/stack/notices.ts";
import { homeOutputs } from "./components/stack/outputs.ts";
import { Service } from "./components/service/service.ts";
import { passGates } from "./components/stack/gates.ts";
import { keepOutputs } from "./components/stack/keep-outputs.ts";
import { explain, stackConfig } from "./components/stack/settings.ts";
import { services as ledger } from "./services/index.ts";

const config = stackConfig();

// Everything is checked and planned before the first resource is made: a mistake changes nothing.
const { settings, plan } = explain(() => passGates(ledger, config));

keepOutputs();
await refuseSilence(plan);

await sayNotices(plan);

const host = new Host(plan.host.name, { plan: plan.host, access: hostAccess(settings.host) });
const sso = shareSso(plan);
const running: Service[] = [];
// Each service comes after its required services.
for (const service of plan.services) {
  const needs = running.filter(({ name }) => service.needs.includes(name));
  running.push(new Service(service.name, { plan: service, host, config, sso, needs }));
}

/** The stack's outputs: `urls` for people, `__services` for dashboards and scripts. */
export const { urls, __services } = homeOutputs(running);
