import { inHost } from "../../packages/rehearsal/host/ssh.ts";
import { kindToStart } from "../../packages/rehearsal/host/kinds.ts";
import { withLock } from "../../packages/rehearsal/host/lock.ts";
import { cleanSnapshot } from "../../packages/rehearsal/host/snapshots.ts";
import { hostDir, loadHost, requireHost, type Host } from "../../packages/rehearsal/host/state.ts";
import type { Site } from "./job.ts";

/** Ends lines of `unit InvocationID` for every unit of the sites, and Envoy's. */
const INVOCATIONS = `
show() { paste -sd' ' | sed 's/  */ /g; s/ Id=/\\nId=/g; s/ InvocationID=/\\nInvocationID=/g' | paste -d' ' - - ; }
for site in "$@"; do
  name=\${site%:*} uid=\${site#*:}
  [ -S /run/user/$uid/bus ] || continue
  setpriv --reuid=$uid --regid=$uid --clear-groups env -C / XDG_RUNTIME_DIR=/run/user/$uid DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$uid/bus \\
    systemctl --user show "$name-*.service" -p Id,InvocationID | show
done
systemctl show homelab-ingress.service -p Id,InvocationID | show`;

// The login of the question itself is told apart by its port.
const LOGINS = `journalctl -u ssh --no-pager -o cat | sed -n 's/^Accepted .* port \\([0-9]*\\) .*/\\1/p' | grep -vx "$(echo $SSH_CONNECTION | cut -d' ' -f2)" | wc -l`;

/**
 * What the host is given before any tool comes: `file`, which the tree lacks and by which BundleWrap tells texts from
 * other files.
 */
const GIVEN = `
printf '%s\\n' '#!/bin/sh' 'echo ASCII text' >/usr/local/bin/file
chmod 755 /usr/local/bin/file`;

/** Starts the comparison's host, or empties it: pools, a registry on its loopback, and nothing else. */
export async function emptyHost(): Promise<Host> {
  const kind = await kindToStart(undefined);
  const dir = hostDir();
  await withLock(dir, async () => {
    const running = loadHost() ?? (await kind.up(dir));
    await kind.load(running, cleanSnapshot);
  });
  const host = requireHost();
  await inHost(host, GIVEN);
  return host;
}

/** Ends the host. */
export async function endHost(): Promise<void> {
  const kind = await kindToStart(undefined);
  await withLock(hostDir(), () => kind.down(hostDir()));
}

const words = (sites: readonly Site[]): string => sites.map(({ name, uid }) => `${name}:${uid}`).join(" ");

/** Runs a script with the sites as its arguments. @param interpreter what reads it from stdin */
export const withSites = (host: Host, interpreter: string, sites: readonly Site[], script: string): Promise<string> =>
  inHost(host, `${interpreter} ${words(sites)}`, 300, script);

/** Logins over SSH since the host's start, without our own. */
export async function logins(host: Host): Promise<number> {
  return Number(await inHost(host, LOGINS));
}

/** Unit -> the id of its present run, over all sites and the ingress. */
export async function invocations(host: Host, sites: readonly Site[]): Promise<Map<string, string>> {
  const text = await withSites(host, "bash -s --", sites, INVOCATIONS);
  const rows = text.split("\n").map((line) => /Id=(\S+) InvocationID=(\w+)/.exec(line));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row[1] ?? "", row[2] ?? ""]])));
}

/** How many units run anew that ran before. Pure. */
export function restarted(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  return [...before].filter(([unit, id]) => after.has(unit) && after.get(unit) !== id).length;
}
