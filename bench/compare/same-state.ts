import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { curlArguments } from "../../packages/rehearsal/verbs/curl.ts";
import type { Host } from "../../packages/rehearsal/host/state.ts";
import { Failure } from "../../tools/failure.ts";
import { tryCommand } from "../../tools/run-command.ts";
import { withSites } from "./host.ts";
import { DOMAIN, type Site } from "./job.ts";

/** Site -> what there is of it. */
export type State = Readonly<Record<string, unknown>>;

const script = readFileSync(join(import.meta.dirname, "look.py"), "utf8");
const PAGE_SECONDS = 60;

/** Everything that the job is about, as it is on the host. */
export async function look(host: Host, sites: readonly Site[]): Promise<State> {
  return JSON.parse(await withSites(host, "python3 -", sites, script)) as State;
}

/** Waits until each site's page says its greeting, asked by HTTPS through the ingress. Throws a Failure that names the first one that does not. */
export async function askPages(host: Host, sites: readonly Site[]): Promise<void> {
  const until = Date.now() + PAGE_SECONDS * 1000;
  for (const { name, greeting } of sites) {
    let said = await page(host, name);
    while (said !== `${greeting}\n200`) {
      if (Date.now() > until) throw new Failure(`bench: ${name}`, `its page says: ${said}`, "./rehearse ssh, and look");
      await sleep(100);
      said = await page(host, name);
    }
  }
}

async function page(host: Host, name: string): Promise<string> {
  const ask = ["-sS", "--max-time", "5", "-w", "%{http_code}", `https://${name}.${DOMAIN}/`];
  const options = { seconds: 30, purpose: `bench: the page of ${name}`, fix: "apt-get install curl" };
  const { stdout, stderr } = await tryCommand("curl", curlArguments(host, ask), options);
  return stderr === "" ? stdout : stderr.trim();
}

/** Paths at which two states differ, with both values. Pure. */
export function differences(one: unknown, other: unknown, path = ""): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isFolder(one) || !isFolder(other)) return [`${path}: ${JSON.stringify(one)} against ${JSON.stringify(other)}`];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => differences(one[key], other[key], path === "" ? key : `${path} ${key}`));
}

const isFolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Throws a Failure when a tool has made something else than the first one. */
export function expectSame(tool: string, expected: State, found: State): void {
  const apart = differences(expected, found);
  if (apart.length === 0) return;
  const shown = apart.slice(0, 20).join("\n    ");
  throw new Failure(`bench: ${tool}`, `${apart.length} differences from homelab's state\n    ${shown}`, "bench/peers");
}
