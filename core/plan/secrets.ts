import { byName } from "../text/sorted.ts";

/**
 * Stdin of `homelab secrets apply <service>`. It holds the values, so it is a secret itself.
 * @param values name of each secret -> its value
 */
export function secretsSpec(uid: number, values: Readonly<Record<string, string>>): string {
  const lines = byName(Object.entries(values)).map(([name, value]) => `secret.${name}=${JSON.stringify(value)}\n`);
  return `uid=${uid}\n${lines.join("")}`;
}
