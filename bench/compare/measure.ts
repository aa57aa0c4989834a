import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { inHost } from "../../packages/rehearsal/host/ssh.ts";
import { step } from "../../tools/progress.ts";
import { emptyHost, invocations, logins, restarted } from "./host.ts";
import { job } from "./job.ts";
import { askPages, expectSame, look, type State } from "./same-state.ts";
import type { Deployer, Setting, Tool } from "./tool.ts";

/** What is measured of each tool, in this order. */
export const STAGES = ["first", "nothing", "preview", "change", "drift"] as const;
export type Stage = (typeof STAGES)[number];

/** One command of one tool. */
export interface Taken {
  readonly seconds: number;
  readonly logins: number;
  /** Units that ran before and run anew. */
  readonly restarted: number;
  /** Of a drift check: how many of the two things that were changed by hand it tells of. */
  readonly found?: number;
}

/** A tool with one number of services. */
export interface Measured {
  readonly tool: string;
  readonly services: number;
  readonly stages: Partial<Readonly<Record<Stage, Taken>>>;
}

/** What somebody changes by hand before the drift check; `Tool.signs` has what it should say. */
const TAMPER =
  "zfs set refquota=200M tank/homelab/site1/pages && echo '# by hand' >>/etc/containers/systemd/users/2100/site1/site1-0-app.container";

/**
 * Has one tool do the job on an empty host, and measures each of its commands.
 * @param expected the state that it has to reach; undefined for the tool that sets it
 */
export async function measureTool(
  tool: Tool,
  services: number,
  root: string,
  expected: State | undefined,
): Promise<{ measured: Measured; state: State }> {
  const host = await step(`An empty host for ${tool.name}`, emptyHost);
  const folder = join(root, `${tool.name}-${services}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const setting: Setting = { host, folder, services };
  const deployer = await tool.prepare(setting);
  const take = (label: string, work: () => Promise<string>): Promise<Taken & { said: string }> =>
    step(`${tool.name}, ${services} services: ${label}`, () => timed(setting, work));

  const first = await take("first deploy", () => deployer.deploy(false));
  await askPages(host, job(services, false));
  const state = await look(host, job(services, false));
  if (expected !== undefined) expectSame(tool.name, expected, state);
  const nothing = await take("nothing to do", () => deployer.deploy(false));
  const preview = deployer.preview && (await take("preview", deployer.preview));
  const change = await take("one value changed", () => deployer.deploy(true));
  await askPages(host, job(services, true));
  const drift = await drifted(tool, setting, deployer, take);
  const stages = { first, nothing, change, drift, ...(preview === undefined ? {} : { preview }) };
  return { measured: { tool: tool.name, services, stages }, state };
}

async function drifted(
  tool: Tool,
  { host }: Setting,
  deployer: Deployer,
  take: (label: string, work: () => Promise<string>) => Promise<Taken & { said: string }>,
): Promise<Taken> {
  await deployer.deploy(false);
  await inHost(host, TAMPER);
  const { said, ...taken } = await take("drift", deployer.drift);
  return { ...taken, found: Object.values(tool.signs).filter((sign) => sign.test(said)).length };
}

async function timed({ host, services }: Setting, work: () => Promise<string>): Promise<Taken & { said: string }> {
  const sites = job(services, false);
  const before = { logins: await logins(host), units: await invocations(host, sites) };
  const start = performance.now();
  const said = await work();
  const seconds = (performance.now() - start) / 1000;
  const units = restarted(before.units, await invocations(host, sites));
  return { seconds, logins: (await logins(host)) - before.logins, restarted: units, said };
}
