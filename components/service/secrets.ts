import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { SecretPlan, ServicePlan } from "../../core/plan/plan-types.ts";
import { secretsSpec } from "../../core/plan/secrets.ts";
import type { ChildOptions } from "../component.ts";
import type { HostAccess } from "../host/host-access.ts";
import { HostCommand, homelab } from "../host/host-command.ts";
import { secretsAnswer } from "../host/host-answers.ts";
import { fillTemplate } from "./secret-template.ts";

/** The secrets of one service, as its rollout needs them. */
export interface SentSecrets {
  readonly resources: readonly pulumi.Resource[];
  /** Name of each secret -> its revision on the host. */
  readonly revisions: pulumi.Output<Record<string, string>>;
  /** The time of the last run that sent them; "" without secrets. */
  readonly applied: pulumi.Output<string>;
}

/** The result for a service without secrets. */
export const NO_SECRETS: SentSecrets = {
  resources: [],
  revisions: pulumi.output<Record<string, string>>({}),
  applied: pulumi.output(""),
};

/**
 * Sends a service's secrets to its host. The only place that handles values: they go into the stdin of
 * `<service>-secrets` and nowhere else.
 * @param config The stack's config, for secrets with source "config".
 * @param shared The secrets that the service shares with Authentik, by name, for source "client".
 * @param opts Parent and dependencies of the resources.
 */
export function sendSecrets(
  plan: ServicePlan,
  config: pulumi.Config,
  access: HostAccess,
  shared: Values,
  opts: ChildOptions,
): SentSecrets {
  const sent = new HostCommand(
    `${plan.name}-secrets`,
    {
      access,
      command: homelab("secrets", plan.name),
      spec: specOf(plan, secretValues(plan, { config, shared, parent: opts.parent })),
      carriesSecrets: true,
    },
    opts,
  );
  // A revision is a keyed hash with a key that never leaves the host: it reveals that a value has changed, and nothing
  // about the value. Because it is not secret, a preview can show which secret makes a service restart.
  const answer = pulumi.unsecret(sent.answer(secretsAnswer));
  return { resources: [sent.resource], revisions: answer.revisions, applied: answer.applied };
}

type Values = ReadonlyMap<string, pulumi.Output<string>>;

/** The sources of values. */
interface Sources {
  readonly config: pulumi.Config;
  readonly shared: Values;
  readonly parent: pulumi.Resource;
}

function secretValues(plan: ServicePlan, sources: Sources): Values {
  const plain = plan.secrets.filter(({ source }) => source.kind !== "template");
  const values = new Map(plain.map((secret) => [secret.name, ownValue(plan.name, secret, sources)]));
  const templates = plan.secrets.flatMap(({ name, source }) =>
    source.kind === "template" ? [{ name, text: source.text }] : [],
  );
  const filled = templates.map(({ name, text }) => [name, fillTemplate(text, values)] as const);
  return new Map([...values, ...filled]);
}

function ownValue(
  service: string,
  { name, source }: SecretPlan,
  { config, shared, parent }: Sources,
): pulumi.Output<string> {
  if (source.kind === "config") return config.requireSecret(source.key);
  if (source.kind === "client") {
    const value = shared.get(name);
    if (value === undefined) throw new Error(`${service} shares no ${name} with Authentik, but has a secret of it`);
    return value;
  }
  const password = new random.RandomPassword(
    `${service}-generated-${name}`,
    { length: 32, special: false },
    { parent, additionalSecretOutputs: ["result", "bcryptHash"] },
  );
  return password.result;
}

const specOf = ({ uid }: ServicePlan, values: Values): pulumi.Output<string> =>
  pulumi.secret(pulumi.all(Object.fromEntries(values)).apply((known) => secretsSpec(uid, known)));
