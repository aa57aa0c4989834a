import { EncodingError } from "../text/encode.ts";
import type { Problem } from "../problems/problem.ts";
import type { Container, Service } from "../service/service.ts";
import { healthCommand } from "../units/health-command.ts";

/** Values that would not reach a program unchanged. */
export function textProblems({ name, containers }: Service): Problem[] {
  return containers.flatMap((container) => {
    const where = `${name}.containers.${container.name}`;
    return [...envProblems(where, container), ...commandProblems(where, container)];
  });
}

/** The text that a template literal makes of a Pulumi output. */
const OUTPUT = /Calling \[to(String|JSON)\] on an \[?Output/;
const OUTPUT_PROBLEM = {
  problem: "contains an output of a resource, whose value is not known yet",
  fix: 'write a plain value; put a value that is created elsewhere into the stack\'s config: secrets: { "…": "config" }',
};

const NULL_FIX = "remove it: a program cannot receive a null character";

function envProblems(where: string, { env }: Container): Problem[] {
  return env.flatMap(([variable, value]) => unwritable(`${where}.env.${variable}`, [value]));
}

function unwritable(where: string, texts: readonly string[]): Problem[] {
  if (texts.some((text) => OUTPUT.test(text))) return [{ where, ...OUTPUT_PROBLEM }];
  return texts.some((text) => text.includes("\0"))
    ? [{ where, problem: "contains a null character", fix: NULL_FIX }]
    : [];
}

function commandProblems(where: string, container: Container): Problem[] {
  const { command, entrypoint = [], health, beforeDeploy } = container;
  const dropped = command.find((word) => word === "" || word === ";");
  return [
    ...(dropped === undefined ? [] : [droppedWord(`${where}.command`, dropped)]),
    ...unwritable(`${where}.command`, command),
    ...unwritable(`${where}.entrypoint`, entrypoint),
    ...(health.kind === "command" ? healthProblems(`${where}.health.command`, health) : []),
    ...(beforeDeploy === undefined ? [] : hookProblems(`${where}.beforeDeploy.command`, beforeDeploy.command)),
  ];
}

const droppedWord = (where: string, word: string): Problem => ({
  where,
  problem: `contains the word ${JSON.stringify(word)}, which a systemd unit drops`,
  fix: "write the whole command as entrypoint, or put it into a script (files) and run that",
});

const HEALTH_FIX =
  'write the program and each argument by itself: ["curl", "-f", "http://127.0.0.1/"]; a line for a shell is ["/bin/sh", "-c", "…"]';

function hookProblems(where: string, command: readonly string[]): Problem[] {
  if (command.length === 0)
    return [{ where, problem: "is empty", fix: "write the program and each argument by itself" }];
  return unwritable(where, command);
}

function healthProblems(where: string, health: Extract<Container["health"], { kind: "command" }>): Problem[] {
  if (health.command.length === 0) return [{ where, problem: "is empty", fix: HEALTH_FIX }];
  const refused = unwritable(where, health.command);
  if (refused.length > 0) return refused;
  try {
    healthCommand(health);
    return [];
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return [{ where, problem: error.message, fix: HEALTH_FIX }];
  }
}
