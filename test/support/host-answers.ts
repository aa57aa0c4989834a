import { createHash } from "node:crypto";

/**
 * What a host would print for a command of the toolkit, for places where there is no host.
 * @param command The whole command line, as `homelab rollout apply feeds`.
 * @param spec Its stdin.
 */
export function hostAnswer(command: string, spec: string): string {
  const noun = /homelab (\S+) apply/.exec(command)?.[1] ?? "toolkit";
  return JSON.stringify(ANSWERS[noun]?.(spec) ?? {});
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

const field = (spec: string, key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(spec)?.[1] ?? "";

const ANSWERS: Readonly<Record<string, (spec: string) => object>> = {
  toolkit: (spec) => ({ toolkit: /^VERSION = "(.*)"$/m.exec(spec)?.[1] ?? "none" }),
  secrets: (spec) => {
    const lines = Array.from(spec.matchAll(/^secret\.([^=]+)=(.*)$/gm), ([, name = "", value = ""]) => [
      name,
      shortHash(value),
    ]);
    return { revisions: Object.fromEntries(lines) as Record<string, string>, superseded: 0 };
  },
  quadlets: (spec) => ({ generation: field(spec, "generation"), superseded: 0 }),
  rollout: (spec) => ({
    generation: field(spec, "generation"),
    deploy: "2026-11-20T21:04:11Z-7f3a",
    images: { app: `sha256:${shortHash(spec).padEnd(64, "0")}` },
    units: [],
    slots: {},
  }),
};
