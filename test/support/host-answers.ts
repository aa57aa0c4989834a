import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const EXAMPLES = join(import.meta.dirname, "../../contract/examples/answers");

type Answer = Readonly<Record<string, unknown>>;

/**
 * What a host would print for a command of the toolkit, for places where there is no host: the example of contract/,
 * with the names and hashes of this spec in place of the example's.
 * @param command The whole command line, as `homelab rollout apply feeds`.
 * @param spec Its stdin.
 */
export function hostAnswer(command: string, spec: string): string {
  const noun = /homelab (\S+) apply/.exec(command)?.[1] ?? "toolkit";
  const answer = JSON.parse(readFileSync(join(EXAMPLES, `${noun}.json`), "utf8")) as Answer;
  const own = Object.entries(OF_THIS_SPEC).filter(([key]) => key in answer);
  return JSON.stringify({ ...answer, ...Object.fromEntries(own.map(([key, value]) => [key, value(spec)])) });
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

const OF_THIS_SPEC: Readonly<Record<string, (spec: string) => unknown>> = {
  toolkit: (spec) => /^VERSION = "(.*)"$/m.exec(spec)?.[1] ?? "none",
  generation: (spec) => /^generation=(.*)$/m.exec(spec)?.[1] ?? "",
  revisions: (spec) => {
    const lines = Array.from(spec.matchAll(/^secret\.([^=]+)=(.*)$/gm));
    return Object.fromEntries(lines.map(([, name = "", value = ""]) => [name, shortHash(value)]));
  },
  images: (spec) => ({ app: `sha256:${shortHash(spec).padEnd(64, "0")}` }),
};
