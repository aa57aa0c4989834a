import type { Problem } from "../problems/problem.ts";
import { readBy } from "../problems/schema-problems.ts";
import { consistentSettings, SETTING_KEYS, type Settings } from "./settings.ts";

/** Settings, and their problems. */
export interface ReadSettings {
  /** Where a key is refused, something that no service can be in conflict with stands in for it. */
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** Top-level keys that are refused. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Reads the settings so far as they can be read, so that the services are checked in the same run.
 * @param pools names of the pools that services use
 */
export function readSettings(input: unknown, pools: readonly string[]): ReadSettings {
  const result = readBy(consistentSettings, input, "config");
  if ("data" in result) return { settings: result.data, problems: [], refused: new Set() };
  const refused = new Set(result.problems.map(({ where }) => where.split(".")[1] ?? ""));
  const given = typeof input === "object" && input !== null ? Object.entries(input) : [];
  const readable = given.filter(([key]) => [...SETTING_KEYS, "configSecrets"].includes(key) && !refused.has(key));
  // The zone is compared with the domain, so without the one the other says nothing.
  const kept = readable.filter(([key]) => key !== "dns" || !refused.has("domain"));
  const settings = consistentSettings.parse({ ...standIn(pools), ...Object.fromEntries(kept) });
  return { settings, problems: result.problems, refused };
}

const standIn = (pools: readonly string[]) => ({
  domain: "example.org",
  host: {
    ...{ name: "home", address: "192.0.2.1", hostKey: "ssh-ed25519 AAAA" },
    pools: Object.fromEntries(pools.map((pool) => [pool, "900 TB"])),
  },
  tls: { mode: "internal", caCertificate: "-----BEGIN CERTIFICATE-----\n-\n-----END CERTIFICATE-----" },
});
