import { inHost } from "../host/ssh.ts";
import type { Host } from "../host/state.ts";

/** The machine's clock stands still while it is saved: certificates and logs need the real time. */
export async function setClock(host: Host): Promise<void> {
  await inHost(host, `date -s @${Math.ceil(Date.now() / 1000)} >/dev/null`);
}
