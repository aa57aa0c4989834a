import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../tools/project-root.ts";

/** What a copy of the program is made of, beside its services. */
export const PROGRAM_SOURCES = [
  "index.ts",
  "Pulumi.yaml",
  "package.json",
  "components",
  "clients",
  "contract",
  "core",
  "templates",
  "toolkit",
];

/** Name of the measured stacks. */
export const STACK = "bench";

const CONFIG = {
  "homelab:domain": "home.test",
  "homelab:host": {
    name: "bench",
    address: "192.0.2.1",
    hostKey: "ssh-ed25519 AAAABENCH",
    pools: { safe: "8 TB", tank: "8 TB" },
  },
  "homelab:tls": { mode: "acme", email: "admin@home.test" },
};

/** The config as the language host hands it to the program. */
export const programConfig = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(CONFIG).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/** A copy of the program with made-up services in `folder`, which must not exist yet. */
export function copyProgram(folder: string): void {
  start(folder);
  for (const source of PROGRAM_SOURCES) cpSync(join(projectRoot, source), join(folder, source), { recursive: true });
  mkdirSync(join(folder, "services"));
  copyFileSync(join(projectRoot, "bench/services.ts"), join(folder, "services/index.ts"));
}

/** A program without a resource in `folder`: what is left is the cost of Pulumi itself. */
export function emptyProgram(folder: string): void {
  start(folder);
  for (const source of ["Pulumi.yaml", "package.json"]) copyFileSync(join(projectRoot, source), join(folder, source));
  writeFileSync(join(folder, "index.ts"), "export {};\n");
}

function start(folder: string): void {
  mkdirSync(folder);
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), `${JSON.stringify({ config: CONFIG }, null, 2)}\n`);
}
