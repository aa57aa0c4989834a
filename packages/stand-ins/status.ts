import { z } from "zod";
import { Failure } from "../../tools/failure.ts";
import { address, areLive, isOurs, loadRecord } from "./running.ts";
import type { ApiName, ApisRecord } from "./running.ts";

/** What one stand-in holds. */
export interface ApiStatus {
  readonly url: string;
  /** Kind ("A", "CNAME"; "applications") -> how many; kinds without any are left out. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What the stand-ins of a folder hold; the names of the records are full. */
export interface ApisStatus extends Readonly<Record<ApiName, ApiStatus>> {
  /** Where Cloudflare's records are answered for, over UDP and TCP: "127.0.0.1:PORT". */
  readonly dns: string;
}

const cloudflareState = z.object({
  zones: z.array(z.object({ records: z.array(z.object({ type: z.string() })) })),
});
const authentikState = z.object({ objects: z.record(z.string(), z.array(z.unknown())) });
const answerLimitMs = 10_000;

async function held<T>(facts: ApisRecord, name: ApiName, shape: z.ZodType<T>): Promise<T> {
  const url = `${address(facts, name)}/_stand-in/state`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerLimitMs) });
    return shape.parse(await response.json());
  } catch {
    throw new Failure(url, "does not say what it holds", "start the stand-ins again");
  }
}

function counted(kinds: readonly string[]): Record<string, number> {
  const groups = Object.groupBy(kinds, (kind) => kind);
  return Object.fromEntries(Object.entries(groups).map(([kind, all]) => [kind, all?.length ?? 0]));
}

/**
 * What the stand-ins of a folder hold, counted by kind: Cloudflare's zones and records by type,
 * Authentik's objects by family.
 * @returns undefined when they do not run
 */
export async function apisStatus(folder: string): Promise<ApisStatus | undefined> {
  const facts = loadRecord(folder);
  if (facts === undefined || !isOurs(facts.pid, folder) || !(await areLive(facts))) return undefined;
  const { zones } = await held(facts, "cloudflare", cloudflareState);
  const { objects } = await held(facts, "authentik", authentikState);
  const records = zones.flatMap((zone) => ["zones", ...zone.records.map(({ type }) => type)]);
  const families = Object.entries(objects).flatMap(([family, all]) => all.map(() => family));
  return {
    cloudflare: { url: address(facts, "cloudflare"), counts: counted(records) },
    dns: `127.0.0.1:${facts.ports.dns}`,
    authentik: { url: address(facts, "authentik"), counts: counted(families) },
  };
}
