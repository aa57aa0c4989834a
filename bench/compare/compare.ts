import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { presentKind } from "../../packages/rehearsal/host/kinds.ts";
import type { Tools } from "../../packages/pulumi-plugins/cli/tools.ts";
import { say, step } from "../../tools/progress.ts";
import { ansibleTool } from "./ansible.ts";
import { bundlewrapTool } from "./bundlewrap.ts";
import { homelabTool } from "./homelab.ts";
import { endHost } from "./host.ts";
import { measureTool, type Measured } from "./measure.ts";
import { pyinfraTool } from "./pyinfra.ts";
import { pullSeconds } from "./pulls.ts";
import type { State } from "./same-state.ts";
import { comparisonTable } from "./table.ts";
import type { Tool } from "./tool.ts";
import { peersBin } from "./venv.ts";

/**
 * Has this program and its peers do the same job on the rehearsal's host, checks that it is the same, and
 * measures them. @param alone without the peers @returns the table with what the reader has to know beside it
 */
export async function compare(tools: Tools, sizes: readonly number[], alone = false): Promise<string> {
  process.env["HOMELAB_REHEARSAL"] ??= "bench";
  const ours = homelabTool(tools);
  const peers = alone ? [] : await allPeers();
  // Short: the sockets of shared SSH connections lie in it, whose paths have a limit.
  const root = join(tmpdir(), `hb-${process.pid}`);
  mkdirSync(root);
  try {
    const measured: Measured[] = [];
    const pulls: string[] = [];
    for (const services of sizes) {
      pulls.push(`${(await pullSeconds(services)).toFixed(1)} s of ${services} services`);
      measured.push(...(await compareAt(services, ours, peers, root)));
    }
    return [comparisonTable(measured), "", ...circumstances([ours, ...peers], pulls)].join("\n");
  } finally {
    rmSync(root, { recursive: true, force: true });
    await endHost();
  }
}

async function allPeers(): Promise<Tool[]> {
  const bin = await step("Installing Ansible, pyinfra and BundleWrap, unless they are in the cache", peersBin);
  return [pyinfraTool(bin), bundlewrapTool(bin), ansibleTool(bin)];
}

async function compareAt(services: number, ours: Tool, peers: readonly Tool[], root: string): Promise<Measured[]> {
  const { measured, state } = await measureTool(ours, services, root, undefined);
  const all = [measured];
  for (const peer of peers) all.push(await peerAt(peer, services, root, state));
  say(comparisonTable(all));
  return all;
}

async function peerAt(peer: Tool, services: number, root: string, expected: State): Promise<Measured> {
  return (await measureTool(peer, services, root, expected)).measured;
}

function circumstances(tools: readonly Tool[], pulls: readonly string[]): string[] {
  const [load = 0] = loadavg();
  const kind = presentKind();
  return [
    ...tools.map(({ name, describe }) => `${name}: ${describe}`),
    `first deploy: with the images' way into each account's store; that alone, one after the other: ${pulls.join(", ")}`,
    `host: ${kind.name}; ${kind.standIns().join("; ")}`,
    `${availableParallelism()} cores (${cpus()[0]?.model ?? "unknown"}), load of the last minute ${load.toFixed(1)}`,
  ];
}
