import { projectRoot } from "../../../tools/project-root.ts";
import { run } from "./run.ts";

/** `as USER COMMAND…`: as a service account, with its systemd; without the login session that `-M` opens each time. */
const as = `as() {
  local uid; uid=$(id -u "$1")
  local session=(HOME=/var/lib/homelab/home/"\${1#svc-}" XDG_RUNTIME_DIR=/run/user/"$uid" DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/"$uid"/bus)
  setpriv --reuid="$uid" --regid="$uid" --clear-groups env -C / "\${session[@]}" "\${@:2}"
}`;

/** Runs a bash script on the rehearsal host as root and returns its stdout; a failing script fails the test. */
export async function host(script: string, seconds = 300): Promise<string> {
  const ran = await run(["./rehearse", "ssh", "bash", "-s"], {
    cwd: projectRoot,
    input: `set -euo pipefail\n${as}\n${script}\n`,
    seconds,
  });
  if (ran.code !== 0) throw new Error(`on the host, exit ${ran.code}: ${script}\n${ran.text}`);
  return ran.stdout.trimEnd();
}

/** One line per fact that an update of nothing must leave as it is. */
export function fingerprint(): Promise<string> {
  return host(`
    find /etc /var/lib/homelab /usr/local/bin -xdev \\( -path /etc/ssh -o -path '/etc/*-' -o -path /etc/.pwd.lock -o -path /etc/zfs/zpool.cache -o -path '/var/lib/homelab/home/*/.local/share/containers' \\
        -o -path '/var/lib/homelab/home/*/.config' -o -path '/var/lib/homelab/services/*/tls' \\) -prune -o -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum || true
    find /etc /var/lib/homelab -xdev -path '/var/lib/homelab/home/*/.local' -prune -o -path '/var/lib/homelab/services/*/tls' -prune -o -type l -printf '%p -> %l\\n' 2>/dev/null | sort || true
    zfs get -Hp -o name,property,value -s local all | grep -v snapshots_changed | sort
    cut -d: -f1-4,6- /etc/passwd
    for user in $(cut -d: -f1 /etc/passwd | grep '^svc-' || true); do
      as $user systemctl --user show '*' -p Id,InvocationID,ActiveState --type=service 2>/dev/null | paste -sd' ' | sed 's/ Id=/\\nId=/g' | grep -E 'Id=\${user#svc-}-' | sort || true
      as $user podman ps -a --no-trunc --format '{{.ID}} {{.Names}}' | sort
    done
    podman ps -a --no-trunc --format '{{.ID}} {{.Names}}' | sort`);
}

/** InvocationIDs of a service's units, one `unit id` line each. */
export function invocations(service: string): Promise<string> {
  return host(
    `as svc-${service} systemctl --user show '${service}-*.service' -p Id,InvocationID | paste -sd' ' | sed 's/  */ /g; s/ Id=/\\nId=/g; s/ InvocationID=/\\nInvocationID=/g' | paste -d' ' - - | sort`,
  );
}
