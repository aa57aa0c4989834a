import { apisStatus } from "../../stand-ins/status.ts";
import type { ApiStatus } from "../../stand-ins/status.ts";
import { kindToShow, otherKind } from "../host/kinds.ts";
import { tryCommand } from "../../../tools/run-command.ts";
import { sshArguments } from "../host/ssh.ts";
import { apisFolder } from "../host/snapshots.ts";
import { loadLatest, loadHost, hostDir, hostName, type Host } from "../host/state.ts";
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

/** Host names Envoy has a route for; empty when the host does not answer or has no ingress yet. */
async function servedNames(host: Host): Promise<readonly string[] | undefined> {
  const read = `jq -r '[.. | objects | .server_names? // empty] | flatten | unique | .[] | select(endswith(".invalid") | not)' /var/lib/homelab/ingress/current/lds.json 2>/dev/null || true`;
  const options = { seconds: 15, purpose: "asking the host", fix: "none needed" };
  const answer = await tryCommand("ssh", [...sshArguments(host), read], options).catch(() => undefined);
  if (answer?.code !== 0) return undefined;
  return answer.stdout.split("\n").filter((name) => name !== "");
}

/** "http://127.0.0.1:4711  3 A, 1 zones". Pure. */
export function heldBy(status: ApiStatus | undefined): string {
  if (status === undefined) return "down";
  const counts = Object.entries(status.counts).map(([kind, count]) => `${count} ${kind}`);
  return [status.url, counts.join(", ")].join("  ").trimEnd();
}

/** Rows of which only the first one has the label. */
const labelled = (label: string, lines: readonly string[]): string[][] =>
  lines.map((line, index) => [index === 0 ? label : "", line]);

export const statusCommand: Command = {
  verb: "status",
  usage: "",
  summary: "show the host, its kind, ports, snapshots, the services' addresses, and the contents of the stand-in APIs",
  run: async (words) => {
    expectWords(words, 0);
    const host = loadHost();
    const kind = await kindToShow();
    const other = await otherKind(kind);
    const names = host === undefined ? [] : await servedNames(host);
    const state =
      host === undefined
        ? "down"
        : names === undefined
          ? `process ${host.pid}, does not answer`
          : `runs (process ${host.pid})`;
    const apis = await apisStatus(apisFolder(hostDir()));
    const snapshots = (await kind.snapshotNames(hostDir())).join(", ");
    const rows = [
      ["host", `${hostName()}: ${state}`],
      ["kind", `${kind.name}${host === undefined ? "" : `, ${loadLatest(host.dir)?.speed ?? "?"}`}`],
      ...labelled("stand-ins", kind.standIns()),
      ["not used", `${other.name}: ${other.why}`],
      ["ssh", host === undefined ? "-" : `127.0.0.1:${host.ports.ssh}  (./rehearse ssh)`],
      ["https, http", host === undefined ? "-" : `127.0.0.1:${host.ports.https}, 127.0.0.1:${host.ports.http}`],
      ["snapshots", snapshots === "" ? "-" : snapshots],
      ["CA", host?.caCertificate ?? "-"],
      ["Cloudflare", `stand-in: ${heldBy(apis?.cloudflare)}`],
      ["its DNS", apis === undefined ? "-" : `${apis.dns}  (its records, over UDP and TCP)`],
      ["Authentik", `stand-in: ${heldBy(apis?.authentik)}`],
      ...labelled(
        "services",
        (names ?? []).map((name) => `https://${name}/  (./rehearse curl https://${name}/)`),
      ),
    ];
    console.log(table(rows));
    return host !== undefined && names !== undefined ? 0 : 1;
  },
};
