import { beforeAll, describe, expect, test } from "@jest/globals";
import { planHost } from "../../core/plan/host-plan.ts";
import { planService } from "../../core/plan/plan.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { generate, verify } from "../support/check-units.ts";
import { unitsOf, unpack } from "../support/plan-files.ts";
import { housePlans } from "../support/house.ts";
import { acmeSettings, finished, samples, settings } from "../support/samples.ts";
import { checked, ssoSamples } from "../support/sso-samples.ts";

let quadlet = "";
beforeAll(async () => {
  ({ quadlet } = await ensureValidators());
}, 600_000);

const plans = [
  ...housePlans(settings).map((plan) => ({ what: `${plan.name} of the house`, plan })),
  ...[...samples, ...ssoSamples].map((service) => ({ what: `sample ${service.name}`, plan: planService(service, settings) })),
  ...samples.map((service) => ({ what: `sample ${service.name} with acme`, plan: planService(finished(service, acmeSettings), acmeSettings) })),
];

describe.each(plans)("$what", ({ plan }) => {
  test("Podman's generator takes every unit and makes the services that the plan names", () => {
    const { code, complaints, services } = generate(quadlet, unitsOf(plan));
    expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
    expect(Object.keys(services).sort()).toEqual(plan.units);
  });

  test("systemd has nothing to say about them", () => {
    expect(verify(generate(quadlet, unitsOf(plan)).services)).toBe("");
  });
});

test("the check sees a key that Podman does not know, and a value that systemd does not", () => {
  const [first] = plans;
  const units = Object.entries(first ? unitsOf(first.plan) : {});
  const spoilt = (from: string, to: string) =>
    generate(quadlet, Object.fromEntries(units.map(([path, text]) => [path, text.replace(from, to)])));
  expect(spoilt("StopTimeout=", "StopTimeuot=").code).not.toBe(0);
  expect(verify(spoilt("CPUQuota=100%", "CPUQuota=much").services)).toContain("much");
});

test("a slot waits for what its service needs before Podman makes its pod, and systemd gives it the time", () => {
  const units = unitsOf(planService(checked, settings));
  const pod = generate(quadlet, units).services["papers-0-pod.service"] ?? "";
  const before = [...pod.matchAll(/^ExecStartPre=(.*)$/gm)].map(([, command]) => command);
  const wait =
    "-/var/lib/homelab/probe/busybox sh /var/lib/homelab/probe/await 120 authentication 10105";
  expect(before).toEqual([wait, expect.stringContaining("podman pod create")]);
  expect(pod).toContain("TimeoutStartSec=210\n");
  expect(pod).toContain("--add-host auth.home.test:host-gateway");
});

test("the ingress", () => {
  const files = unpack(planHost(settings).ingressSpec);
  const unit = files["homelab-ingress.container"] ?? "";
  const { code, complaints, services } = generate(quadlet, { "homelab-ingress.container": unit }, true);
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
  expect(Object.keys(services)).toEqual(["homelab-ingress.service"]);
  expect(verify({ "homelab-ingress.service": (services["homelab-ingress.service"] ?? "").replace(/^ExecStartPre=.*$/m, "") })).toBe("");
});
