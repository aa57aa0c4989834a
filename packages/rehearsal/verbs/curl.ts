import { spawn } from "node:child_process";
import { requireHost, type Host } from "../host/state.ts";
import type { Command } from "./command.ts";

/** Arguments that lead every host name to the machine's ports and trust the rehearsal CA. Pure. */
export function curlArguments(vm: Pick<Host, "ports" | "caCertificate">, words: readonly string[]): string[] {
  const lead = (port: number, to: number): string[] => ["--connect-to", `:${port}:127.0.0.1:${to}`];
  return ["--cacert", vm.caCertificate, ...lead(443, vm.ports.https), ...lead(80, vm.ports.http), ...words];
}

export const curlCommand: Command = {
  verb: "curl",
  usage: "ARGS…",
  summary: "run this computer's curl with the host's names and CA: curl https://feeds.home.test/",
  run: (words) => {
    const child = spawn("curl", curlArguments(requireHost(), words), { stdio: "inherit" });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        resolve(code ?? 1);
      });
    });
  },
};
