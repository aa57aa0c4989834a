import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder for a stand-in's files. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), "homelab-api-"));
}

/** The lines of a request log, without their time. */
export function loggedRequests(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    if (new Date(String(time)).toISOString() !== time) throw new Error("a line without its time");
    return rest;
  });
}

/** Sets fault switches of the stand-in at this address. */
export async function setFaults(url: string, ...faults: Record<string, unknown>[]): Promise<Response> {
  return fetch(`${url}/_stand-in/faults`, { method: "POST", body: JSON.stringify(faults) });
}

/** Takes back every fault switch of the stand-in at this address. */
export async function clearFaults(url: string): Promise<void> {
  await fetch(`${url}/_stand-in/faults`, { method: "DELETE" });
}
