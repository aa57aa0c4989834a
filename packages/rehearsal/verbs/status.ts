import { apisStatus } from "../../stand-ins/status.ts";
import type { ApiStatus } from "../../stand-ins/status.ts";
import { snapshotNames } from "../vm/disks.ts";
import { tryCommand } from "../../../tools/run-command.ts";
import { sshArguments } from "../vm/ssh.ts";
import { apisFolder } from "../vm/snapshots.ts";
import { loadLatest, loadVm, vmDir, vmName, type Vm } from "../vm/state.ts";
import { expectWords, type Command } from "./command.ts";

/** Lays out rows in columns. Pure. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

/** Host names Envoy has a route for; empty when the machine does not answer or has no ingress yet. */
async function servedNames(vm: Vm): Promise<readonly string[] | undefined> {
  const read = `jq -r '[.. | objects | .server_names? // empty] | flatten | unique | .[] | select(endswith(".invalid") | not)' /var/lib/homelab/ingress/current/lds.json 2>/dev/null || true`;
  const options = { seconds: 15, purpose: "asking the machine", fix: "none needed" };
  const answer = await tryCommand("ssh", [...sshArguments(vm), read], options).catch(() => undefined);
  if (answer?.code !== 0) return undefined;
  return answer.stdout.split("\n").filter((name) => name !== "");
}

/** "http://127.0.0.1:4711  3 A, 1 zones". Pure. */
export function heldBy(status: ApiStatus | undefined): string {
  if (status === undefined) return "down";
  const counts = Object.entries(status.counts).map(([kind, count]) => `${count} ${kind}`);
  return [status.url, counts.join(", ")].join("  ").trimEnd();
}

export const statusCommand: Command = {
  verb: "status",
  usage: "",
  summary: "the machine, its ports, snapshots, the services' addresses, and what the stand-in APIs hold",
  run: async (words) => {
    expectWords(words, 0);
    const vm = loadVm();
    const names = vm === undefined ? [] : await servedNames(vm);
    const state =
      vm === undefined
        ? "down"
        : names === undefined
          ? `process ${vm.pid}, does not answer`
          : `runs (process ${vm.pid})`;
    const apis = await apisStatus(apisFolder(vmDir()));
    const snapshots = (await snapshotNames(vmDir())).join(", ");
    const rows = [
      ["machine", `${vmName()}: ${state}`],
      ["accelerator", vm === undefined ? "-" : (loadLatest()?.accel ?? "-")],
      ["ssh", vm === undefined ? "-" : `127.0.0.1:${vm.ports.ssh}  (./rehearse ssh)`],
      ["https, http", vm === undefined ? "-" : `127.0.0.1:${vm.ports.https}, 127.0.0.1:${vm.ports.http}`],
      ["snapshots", snapshots === "" ? "-" : snapshots],
      ["CA", vm?.caCertificate ?? "-"],
      ["Cloudflare", `stand-in: ${heldBy(apis?.cloudflare)}`],
      ["its DNS", apis === undefined ? "-" : `${apis.dns}  (its records, over UDP and TCP)`],
      ["Authentik", `stand-in: ${heldBy(apis?.authentik)}`],
      ...(names ?? []).map((name, index) => [
        index === 0 ? "services" : "",
        `https://${name}/  (./rehearse curl https://${name}/)`,
      ]),
    ];
    console.log(table(rows));
    return vm !== undefined && names !== undefined ? 0 : 1;
  },
};
