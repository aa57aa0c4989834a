import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

function processes(): Process[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,comm="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [pid = "", parent = "", name = ""] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), name };
  });
}

/**
 * SIGKILL to what a process has started and to itself.
 * @param only name of the only processes to kill, without it all of them
 * @returns names of the killed
 */
export function killBelow(pid: number, only?: string): string[] {
  const all = processes();
  const below = (parent: number): Process[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  const itself = all.filter((each) => each.pid === pid);
  const chosen = [...itself, ...below(pid)].filter(({ name }) => only === undefined || name === only);
  for (const each of chosen) process.kill(each.pid, "SIGKILL");
  return chosen.map(({ name }) => name);
}
