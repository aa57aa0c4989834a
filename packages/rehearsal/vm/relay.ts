import { join } from "node:path";
import { filesIn } from "../../stand-ins/running.ts";
import type { StandIn } from "../host/network.ts";
import { apisFolder } from "../host/snapshots.ts";

/** The commands by which QEMU leads the machine to its stand-ins, wherever they listen by then. */
export function relayCommands(dir: string): Readonly<Record<StandIn, readonly string[]>> {
  const program = join(import.meta.dirname, "stand-in-relay.ts");
  const words = [process.execPath, "--disable-warning=ExperimentalWarning", program, filesIn(apisFolder(dir)).record];
  return { authentik: [...words, "authentik"], dns: [...words, "dns"] };
}
