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

const NULL_FIX = "remove it: a program cannot receive a null character";

function envProblems(where: string, { env }: Container): Problem[] {
  return env
    .filter(([, value]) => value.includes("\0"))
    .map(([variable]) => ({ where: `${where}.env.${variable}`, problem: "contains a null character", fix: NULL_FIX }));
}

function commandProblems(where: string, { command, entrypoint = [], health }: Container): Problem[] {
  const dropped = command.find((word) => word === "" || word === ";");
  return [
    ...(dropped === undefined ? [] : [droppedWord(`${where}.command`, dropped)]),
    ...nullProblems(`${where}.command`, command),
    ...nullProblems(`${where}.entrypoint`, entrypoint),
    ...(health.kind === "command" ? healthProblems(`${where}.health.command`, health) : []),
  ];
}

const droppedWord = (where: string, word: string): Problem => ({
  where,
  problem: `contains the word ${JSON.stringify(word)}, which a systemd unit drops`,
  fix: "write the whole command as entrypoint, or put it into a script (files) and run that",
});

const nullProblems = (where: string, words: readonly string[]): Problem[] =>
  words.some((word) => word.includes("\0")) ? [{ where, problem: "contains a null character", fix: NULL_FIX }] : [];

const HEALTH_FIX =
  'write the program and each argument by itself: ["curl", "-f", "http://127.0.0.1/"]; a line for a shell is ["/bin/sh", "-c", "…"]';

function healthProblems(where: string, health: Extract<Container["health"], { kind: "command" }>): Problem[] {
  if (health.command.length === 0) return [{ where, problem: "is empty", fix: HEALTH_FIX }];
  const nulls = nullProblems(where, health.command);
  if (nulls.length > 0) return nulls;
  try {
    healthCommand(health);
    return [];
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return [{ where, problem: error.message, fix: HEALTH_FIX }];
  }
}
