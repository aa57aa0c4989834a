import { beforeAll, expect, test } from "@jest/globals";
import { planService } from "../../core/plan/plan.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { caddyComplaints } from "../support/check-caddy.ts";
import { housePlans } from "../support/house.ts";
import { unpack } from "../support/plan-files.ts";
import { acmeSettings, finished, samples, settings } from "../support/samples.ts";
import { ssoSamples } from "../support/sso-samples.ts";

let caddy = "";
beforeAll(async () => {
  ({ caddy } = await ensureValidators());
}, 600_000);

const caddyfile = (bundle: string): string => unpack(bundle)["config/caddy/Caddyfile"] ?? "";
const withWeb = [...samples, ...ssoSamples].filter(({ web }) => web !== undefined);
const cases = [
  ...housePlans(settings).map(({ name, generation }) => ({ what: name, text: caddyfile(generation.bundle) })),
  ...[settings, acmeSettings].flatMap((each) =>
    withWeb.map((service) => ({
      what: `sample ${service.name} with ${each.tls.mode}`,
      text: caddyfile(planService(finished(service, each), each).generation.bundle),
    })),
  ),
].filter(({ text }) => text !== "");

test.each(cases)("Caddy accepts the Caddyfile of $what", ({ text }) => {
  expect(caddyComplaints(caddy, text)).toBe("");
});
