import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { parseSettings, type Settings } from "../../core/schema/settings.ts";
import { services } from "../../services/index.ts";
import { settings as sample } from "./samples.ts";

const root = join(import.meta.dirname, "../..");

interface OwnHome {
  readonly stack: string;
  readonly settings: Settings;
}

/**
 * The settings of each stack of this checkout, whatever its owner has made of them; a sample's where there is no stack.
 * Secrets from config are taken to be set, and people to sign in, so that nothing of `services/` is left out.
 */
export function ownHomes(): readonly OwnHome[] {
  const files = readdirSync(root).filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name));
  const stacks = files.map((name) => ({ stack: name, settings: stackSettings(join(root, name)) }));
  return stacks.length > 0 ? stacks : [{ stack: "a sample", settings: complete(sample) }];
}

function stackSettings(file: string): Settings {
  const { config = {} } = load(readFileSync(file, "utf8")) as { config?: Readonly<Record<string, unknown>> };
  const own = Object.entries(config).filter(([key, value]) => key.startsWith("homelab:") && !isEncrypted(value));
  const values = Object.fromEntries(own.map(([key, value]) => [key.replace("homelab:", ""), value]));
  return complete(parseSettings(values));
}

const isEncrypted = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;

function complete(settings: Settings): Settings {
  const fromConfig = services.services.flatMap(({ name, spec }) =>
    Object.entries(spec.secrets ?? {}).flatMap(([key, source]) => (source === "config" ? [`${name}-${key}`] : [])),
  );
  return { ...settings, sso: { ...settings.sso, enabled: true }, configSecrets: [...fromConfig, "tlsCaKey"] };
}
