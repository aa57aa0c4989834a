import * as pulumi from "@pulumi/pulumi";
import { serviceOutputs } from "../../../components/service/outputs.ts";
import { homeOutputs } from "../../../components/stack/outputs.ts";
import { feedsPlan, quietPlan } from "../../support/plans.ts";

// The outputs of a home whose services run: one with a URL, one without. `round` changes what the last deploy left.
const round = new pulumi.Config().require("round");
const running = [feedsPlan, quietPlan].map((plan) => ({
  name: plan.name,
  outputs: serviceOutputs(plan, pulumi.output<Record<string, string>>({ app: `sha256:${round}` })),
}));

export const { urls, __services } = homeOutputs(running);
