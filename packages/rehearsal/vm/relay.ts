import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../../stand-ins/running.ts";
import type { StandIn } from "../host/network.ts";
import { apisFolder } from "../host/snapshots.ts";

/**
 * The commands by which QEMU leads the machine to its stand-ins, wherever they listen by then. Their program is in the
 * machine's own folder, because the checkout that started the machine may be deleted while it runs.
 */
export function relayCommands(dir: string): Readonly<Record<StandIn, readonly string[]>> {
  // Outside a package only this ending says that it is a module.
  const program = join(dir, "stand-in-relay.mts");
  copyFileSync(join(import.meta.dirname, "stand-in-relay.ts"), program);
  const words = [process.execPath, "--disable-warning=ExperimentalWarning", program, filesIn(apisFolder(dir)).record];
  return { authentik: [...words, "authentik"], dns: [...words, "dns"] };
}
