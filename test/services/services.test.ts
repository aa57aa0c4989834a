import { beforeAll, describe, expect, test } from "@jest/globals";
import { planHost } from "../../core/plan/host-plan.ts";
import { planAll } from "../../core/plan/plan.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { services } from "../../services/index.ts";
import { caddyComplaints } from "../support/check-caddy.ts";
import { generate, verify } from "../support/check-units.ts";
import { unitsOf, unpack } from "../support/plan-files.ts";
import { ownHomes } from "../support/own-home.ts";

let caddy = "";
let quadlet = "";
beforeAll(async () => {
  ({ caddy, quadlet } = await ensureValidators());
}, 600_000);

// Whatever the owner runs: a rule that names one of the services belongs to a fixture home.
describe.each(ownHomes())("services/ with the settings of $stack", ({ settings }) => {
  const plan = () => planAll(services, settings);

  test("is planned without a problem, none of it left out", () => {
    expect(
      plan()
        .services.map(({ name }) => name)
        .sort(),
    ).toEqual(services.services.map(({ name }) => name).sort());
    expect(planHost(settings).name).toBe(settings.host.name);
  });

  test("makes units that Podman's generator takes and systemd has nothing to say about", () => {
    for (const each of plan().services) {
      const made = generate(quadlet, unitsOf(each));
      expect([each.name, made.code, made.complaints]).toEqual([each.name, 0, ""]);
      expect([each.name, verify(made.services)]).toEqual([each.name, ""]);
    }
  });

  test("makes Caddyfiles that Caddy accepts", () => {
    const files = plan().services.map(({ name, generation }) => [name, unpack(generation.bundle)] as const);
    for (const [name, { "config/caddy/Caddyfile": text }] of files)
      if (text !== undefined) expect([name, caddyComplaints(caddy, text)]).toEqual([name, ""]);
  });
});
