import { Config } from "@pulumi/pulumi";
import { Host } from "../../../components/host/host.ts";
import { hostAccess } from "../../../components/host/host-access.ts";
import { Service } from "../../../components/service/service.ts";
import { hostPlan, quietPlan, steps } from "../../support/plans.ts";

// Three services, each needing the one before; needs-engine.test.ts runs it against a host that only writes down.
const config = new Config();
const access = hostAccess({
  address: "127.0.0.1",
  port: config.requireNumber("port"),
  user: config.require("user"),
  hostKey: config.require("hostKey"),
});
const host = new Host(hostPlan.name, { plan: hostPlan, access: { ...access, needsSudo: false } });
const running: Service[] = [];
for (const [index, name] of ["authentication", "photos", "wiki"].entries()) {
  const needs = running.slice(-1);
  const plan = {
    ...quietPlan,
    name,
    uid: 2010 + index,
    needs: needs.map((need) => need.name),
    rollout: { ...quietPlan.rollout, drainSeconds: config.requireNumber("round") },
    steps: steps(name, { web: true }).filter(({ role }) => role !== "smoke"),
  };
  running.push(new Service(name, { plan, host, config, needs }));
}
