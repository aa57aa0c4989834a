import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type StackConfig, problem } from "../commands/stack.ts";
import { planAll } from "../core/plan/plan.ts";
import { parseSettings, SETTING_KEYS, type Settings } from "../core/schema/settings.ts";
import { structuredSetting } from "../core/schema/structured-setting.ts";
import type { Ledger } from "../core/service/ledger.ts";
import type { Wanted } from "./report.ts";

const PREFIX = "homelab:";
const LEDGER = "services/index.ts";

/**
 * What the definitions of a checkout and the settings of a stack ask for. The program's gates have accepted both.
 * @param folder the project's
 * @throws Problems
 */
export async function wantedOf(folder: string, config: StackConfig): Promise<Wanted> {
  const path = join(folder, LEDGER);
  if (!existsSync(path)) throw problem(LEDGER, `is not in ${folder}`, "run it in the folder of Pulumi.yaml");
  const { services } = (await import(pathToFileURL(path).href)) as { services: Ledger };
  return { plan: planAll(services, settingsOf(config)), retired: services.retired };
}

/** The settings of a stack; of secrets only the names are read. */
export function settingsOf({ values }: StackConfig): Settings {
  const own = Object.entries(values).filter(([key]) => key.startsWith(PREFIX));
  const named = own.map(([key, value]) => [key.slice(PREFIX.length), value] as const);
  const settings = named.filter(([key]) => SETTING_KEYS.includes(key));
  const configSecrets = named.map(([key]) => key).filter((key) => !SETTING_KEYS.includes(key));
  const input = settings.map(([key, { value, objectValue }]) => [key, objectValue ?? structuredSetting(value)]);
  return parseSettings({ ...Object.fromEntries(input), configSecrets });
}
