import { original } from "./original.ts";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: { readonly result?: { readonly plaintext?: string } | string };
}

/** Every generated value by its resource's name, decrypted from the stack for the tests' eyes only. */
export async function secretValues(): Promise<Record<string, string>> {
  const ran = await original.pulumi(["stack", "export", "--show-secrets"]);
  if (ran.code !== 0) throw new Error(ran.text);
  const { deployment } = JSON.parse(ran.stdout) as { deployment: { resources: readonly Resource[] } };
  const found: Record<string, string> = {};
  for (const resource of deployment.resources) {
    const result = resource.outputs?.result;
    if (resource.type !== "random:index/randomPassword:RandomPassword" || result === undefined) continue;
    const plain = typeof result === "string" ? result : (result.plaintext ?? "");
    found[resource.urn.split("::").at(-1) ?? ""] = plain.startsWith('"') ? (JSON.parse(plain) as string) : plain;
  }
  return found;
}

/**
 * A script for the host that prints every place outside podman's own secret store that shows one of the values. The
 * runtime's config in memory, which its own user alone can read, holds what a definition puts into an environment.
 */
export function leakSearch(values: readonly string[]): string {
  return `
    umask 077; cat >/dev/shm/values <<'END_OF_VALUES'
${values.join("\n")}
END_OF_VALUES
    { for where in /etc /var/lib/homelab /run/systemd /run/user /var/tmp /tmp /var/log; do
        grep -rlF -f /dev/shm/values $where --exclude-dir=secrets 2>/dev/null || true
      done
      journalctl --no-pager -o cat | grep -F -f /dev/shm/values || true
      ps -eo args | grep -F -f /dev/shm/values || true; } | grep -vE '/containers/storage/(secrets|overlay)|/pgdata|/overlay-containers/|^/run/user/[0-9]+/crun/' || true
    rm /dev/shm/values`;
}
