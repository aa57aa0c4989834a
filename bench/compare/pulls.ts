import { performance } from "node:perf_hooks";
import { inHost } from "../../packages/rehearsal/host/ssh.ts";
import { step } from "../../tools/progress.ts";
import { emptyHost } from "./host.ts";

const IMAGES = ["docker.io/miniflux/miniflux:0.0.1-silent", "docker.io/library/caddy:2.11.2"];
/** Beside the numbers of the job. */
const FIRST_UID = 2900;

const accounts = (count: number): string => `
for uid in $(seq ${FIRST_UID} ${FIRST_UID + count - 1}); do
  useradd -u $uid -m -d /var/lib/homelab/pull/$uid pull$uid
  usermod -v $((uid * 65536))-$((uid * 65536 + 65535)) -w $((uid * 65536))-$((uid * 65536 + 65535)) pull$uid
done`;
const pull = (count: number): string => `
for uid in $(seq ${FIRST_UID} ${FIRST_UID + count - 1}); do
  for image in ${IMAGES.join(" ")}; do
    setpriv --reuid=$uid --regid=$uid --clear-groups env -C / -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS HOME=/var/lib/homelab/pull/$uid podman pull --quiet $image
  done
done`;

/** Seconds that the images' way from the registry into the stores of so many accounts takes, one after the other and nothing else. */
export async function pullSeconds(services: number): Promise<number> {
  const host = await step("An empty host to pull images into", emptyHost);
  const all = `set -eu; mkdir -p /var/lib/homelab/pull; ${accounts(services)}`;
  await inHost(host, "bash -s", 120, all);
  const start = performance.now();
  await step(`Pulling the images of ${services} services`, () =>
    inHost(host, "bash -s", 900, `set -eu; ${pull(services)}`),
  );
  return (performance.now() - start) / 1000;
}
