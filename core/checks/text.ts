import type { Problem } from "../problems/problem.ts";
import type { Container, Service } from "../service/service.ts";

/** Characters that a unit file, systemd and Podman each read in their own way. */
const UNSAFE = /["'\\%\u0000-\u001f\u007f]/;

/** Values that would not reach a program as they were written. */
export function textProblems({ name, containers }: Service): Problem[] {
  return containers.flatMap((container) => {
    const where = `${name}.containers.${container.name}`;
    return [...envProblems(where, container), ...commandProblems(where, container)];
  });
}

function envProblems(where: string, { env }: Container): Problem[] {
  return env
    .filter(([, value]) => UNSAFE.test(value))
    .map(([variable, value]) => ({
      where: `${where}.env.${variable}`,
      problem: `holds ${character(value)}, which a unit cannot carry unchanged`,
      fix: "put it into a file (files) or a secret (secrets), or write the value without it",
    }));
}

function commandProblems(where: string, { command, entrypoint = [], health }: Container): Problem[] {
  const check = health.kind === "command" ? health.command : [];
  return [
    ...wordProblems(`${where}.command`, command),
    ...wordProblems(`${where}.entrypoint`, entrypoint),
    ...wordProblems(`${where}.health.command`, check),
    ...(health.kind === "command" && check.length === 0 ? [emptyCommand(`${where}.health.command`)] : []),
  ];
}

function wordProblems(where: string, words: readonly string[]): Problem[] {
  return words.flatMap((word) => {
    if (word === "" || word === ";") {
      const problem = `holds the word ${JSON.stringify(word)}, which a unit drops`;
      return [{ where, problem, fix: "put the command into a script (files) and run that" }];
    }
    if (!UNSAFE.test(word)) return [];
    const problem = `holds ${character(word)}, which a unit cannot carry unchanged`;
    return [{ where, problem, fix: "put the command into a script (files) and run that" }];
  });
}

const emptyCommand = (where: string): Problem => ({
  where,
  problem: "holds no word",
  fix: 'write the program and its arguments: ["program", "--flag"]',
});

function character(value: string): string {
  const found = UNSAFE.exec(value)?.[0] ?? "";
  if (found === "\n" || found === "\r") return "a line break";
  if (found < " " || found === "\u007f") return "a control character";
  return (
    { '"': "a double quote", "'": "a single quote", "\\": "a backslash", "%": "a percent sign (%)" }[found] ?? found
  );
}
