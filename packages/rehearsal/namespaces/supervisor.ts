import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../../stand-ins/running.ts";
import { Failure } from "../../../tools/failure.ts";
import { tryCommand } from "../../../tools/run-command.ts";
import { standInAddresses } from "../host/network.ts";
import { apisFolder } from "../host/snapshots.ts";
import { isMarked, type Ports } from "../host/state.ts";
import { asRoot } from "./as-root.ts";
import type { Parts } from "./prepare.ts";

/** What a host needs to be started. */
export interface Start {
  readonly name: string;
  readonly dir: string;
  readonly ports: Ports;
  readonly parts: Parts;
}

/** What the supervisor reads on its standard input. Pure but for the key's file. */
function spec({ name, dir, ports, parts }: Start): string {
  return JSON.stringify({
    name,
    dir,
    tree: parts.tree,
    registry: parts.registry,
    authorizedKey: readFileSync(join(dir, "id_ed25519.pub"), "utf8").trim(),
    ports: { [ports.ssh]: 22, [ports.https]: 443, [ports.http]: 80 },
    relays: Object.fromEntries(Object.entries(standInAddresses).map(([standIn, address]) => [address, standIn])),
    record: filesIn(apisFolder(dir)).record,
  });
}

const words = (verb: string, dir: string): readonly string[] =>
  asRoot(["python3", "-B", "-m", "supervisor", verb, dir]);

/** Where the supervisor writes why a host did not start. */
export const supervisorLog = (dir: string): string => join(dir, "supervisor.log");

/** The process id of the supervisor of this state folder, or undefined when none runs. */
export function supervisorPid(dir: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(dir, "supervisor.pid"), "utf8"));
    return pid > 0 && isMarked(pid, dir) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts the host; it goes on when this program ends. Whether it came up is seen by its SSH.
 * @returns whether the supervisor has ended by now
 */
export function startSupervisor(start: Start): () => boolean {
  const [program = "", ...rest] = words("run", start.dir);
  const log = openSync(supervisorLog(start.dir), "w");
  const child = spawn(program, rest, { cwd: import.meta.dirname, detached: true, stdio: ["pipe", log, log] });
  closeSync(log);
  let ended = false;
  child.once("exit", () => (ended = true));
  child.once("error", ({ message }) => {
    writeFileSync(supervisorLog(start.dir), `${program} cannot be started: ${message}\n`);
    ended = true;
  });
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(spec(start));
  child.unref();
  return () => ended;
}

/** Ends the host, if it runs, and takes away what a killed one has left on this computer. */
export async function stopSupervisor(dir: string): Promise<void> {
  const [program = "", ...rest] = words("stop", dir);
  const options = {
    cwd: import.meta.dirname,
    seconds: 60,
    purpose: "ending the host",
    fix: "./rehearse down, once more",
  };
  const { code, stderr } = await tryCommand(program, rest, options);
  if (code === 0) return;
  const [problem = "", fix = options.fix] = stderr.trim().split("\nfix: ");
  throw new Failure("ending the host", problem, fix);
}
