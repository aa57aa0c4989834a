import { step } from "../../../tools/progress.ts";
import { inHost } from "./ssh.ts";
import type { Host } from "./state.ts";

const registryAnswers =
  "for i in $(seq 600); do curl -sf -o /dev/null http://127.0.0.1:5000/v2/ && exit 0; sleep 0.1; done; exit 1";

/**
 * Turns a host that has booted for the first time into the clean one: pools, and all that boot starts late.
 * @param pools the shell command that makes the pools
 */
export async function firstStart(host: Host, pools: string): Promise<void> {
  await step("Creating the pools safe and tank", () => inHost(host, pools, 120));
  await step("Waiting for the image registry", () => inHost(host, registryAnswers, 90));
  // What boot starts late would otherwise start again after every reset.
  await inHost(host, "systemctl is-system-running --wait >/dev/null || true", 120);
}
