import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import contract from "../../contract/constants.json" with { type: "json" };
import type { ContainerRole, UpdateStrategy } from "../../core/service/service.ts";
import type { Effect } from "../../core/units/generation-file.ts";

// A word that is missing here, or that the type does not have, is an error of the compiler.
const strategies: Record<UpdateStrategy, true> = { rolling: true, inPlace: true, recreate: true };
const roles: Record<ContainerRole, true> = { application: true, proxy: true, directory: true };
const effects: Record<Exclude<Effect, `container:${string}`> | "container", true> = {
  network: true,
  pod: true,
  container: true,
  reload: true,
  none: true,
};

test("the words of the types are those that the host knows", () => {
  expect(contract.strategies).toEqual(Object.keys(strategies));
  expect(Object.keys(contract.roles)).toEqual(Object.keys(roles));
  expect(Object.keys(contract.effects)).toEqual(Object.keys(effects));
});

test("every slot of a service has two ports of its own within the service's share", () => {
  const { slots, ports } = contract;
  expect(ports.healthOffset).toBeGreaterThanOrEqual(slots);
  expect(ports.healthOffset + slots).toBeLessThanOrEqual(ports.perService);
});

test("everything that homelab remembers lies below one folder", () => {
  const { state, toolkit, homes, services, scrape, probe, ingress } = contract.paths;
  for (const path of [toolkit, homes, services, scrape, probe, ingress]) expect(path).toMatch(`${state}/`);
});

test("the ingress has an account that no service can have", () => {
  expect(contract.envoy.uid).toBeLessThan(contract.service.firstUid);
});

test("the documentation has the same numbers", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/host.md"), "utf8");
  const { service, ports, subids } = contract;
  expect(text).toContain(`${ports.first} + (uid - ${service.firstUid}) * ${ports.perService} + n`);
  expect(text).toContain(`${subids.first} + (uid - ${service.firstUid}) * ${subids.perService}`);
});
