import { byName, sortedBy } from "../text/sorted.ts";
import { secretText } from "../text/secret-text.ts";
import { called } from "./called.ts";
import type { NameScope } from "./names-given.ts";
import type { Problem } from "../problems/problem.ts";
import { readBy } from "../problems/schema-problems.ts";
import { envSchema, type EnvValues, type ParsedContainer } from "../schema/service.ts";
import type { EnvContext } from "../schema/env-context.ts";
import { cutAtValues, filesIn, isSecretRef } from "../schema/secret-refs.ts";
import type { Container, MountedSecret, Secret } from "./service.ts";

interface Env {
  readonly values: Container["env"];
  readonly secrets: readonly MountedSecret[];
  /** Texts of this environment that hold values of secrets: secrets themselves, made of those. */
  readonly made: readonly Secret[];
  readonly problems: readonly Problem[];
}

/** A container's environment, and the secrets that it, its commands and the container's list ask for, each once. */
export function envOf(scope: NameScope, container: string, spec: ParsedContainer): Env {
  const { env = {}, secrets = [] } = spec;
  const where = `${scope.service}.containers.${container}.env`;
  const called = typeof env === "function" ? callEnv(scope, env, where) : { values: env, problems: [] };
  const values: [name: string, value: string][] = [];
  const made: Secret[] = [];
  const asVariable: MountedSecret[] = [];
  for (const [target, given] of byName(Object.entries(called.values))) {
    const text = isSecretRef(given) ? undefined : String(given);
    const cut = text === undefined ? [] : cutAtValues(text);
    if (isSecretRef(given)) asVariable.push({ secret: given.secret, type: "env", target });
    else if (cut.length === 1) values.push([target, String(given)]);
    else {
      // The dot keeps it apart from every name that a definition can give.
      const name = `${container}.${target}`;
      made.push({ name, source: { kind: "template", text: secretText(cut) }, declared: true });
      asVariable.push({ secret: name, type: "env", target });
    }
  }
  const files = new Set([...secrets, ...textsOf(values, spec).flatMap(filesIn)]);
  const mounted = sortedBy([...asVariable, ...[...files].map(asFile)], sortKey);
  return { values, secrets: mounted, made, problems: called.problems };
}

const textsOf = (values: Container["env"], { command = [], entrypoint = [], health }: ParsedContainer): string[] => [
  ...values.map(([, value]) => value),
  ...command,
  ...entrypoint,
  ...("command" in health ? health.command : []),
];

const asFile = (name: string): MountedSecret => ({ secret: name, type: "mount", target: name });
const sortKey = ({ secret, type, target }: MountedSecret): string => `${secret} ${type} ${target}`;

function callEnv(
  scope: NameScope,
  env: (context: EnvContext) => EnvValues,
  where: string,
): { values: EnvValues; problems: readonly Problem[] } {
  const answer = called(scope, env);
  if ("problem" in answer) return { values: {}, problems: [{ where, ...answer.problem }] };
  const result = readBy(envSchema, answer.value, where);
  return "data" in result ? { values: result.data, problems: [] } : { values: {}, problems: result.problems };
}
