/**
 * `make demo`: starts a host, runs the program's real `pulumi up` on it, and prints what to open.
 * Exits with the code of the first step that fails.
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { demoTable, smokeWords, whatToTry, type Deployed, type SmokeResult } from "./demo-table.ts";

const root = join(import.meta.dirname, "../..");
const began = Date.now();

const rehearse = (...args: string[]): void => {
  const { status } = spawnSync(join(root, "rehearse"), args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};

const answerOf = (...args: string[]): string =>
  spawnSync(join(root, "rehearse"), args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).stdout.trim();

/** Tests a service on its host, from its record to its page. */
function smokeTest(service: string): SmokeResult {
  const answer = answerOf("ssh", "homelab", "smoke", "--json", service);
  // An empty answer is explained on standard error.
  return answer === "" ? { ok: false, layers: [] } : (JSON.parse(answer) as SmokeResult);
}

/** Starts a program in the background and shows its lines as they come. @returns whether it exited with 0 */
function beside(...command: string[]): Promise<boolean> {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], cwd: root });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => process.stderr.write(text));
  return new Promise((resolve) => {
    child.on("error", () => {
      resolve(false);
    });
    child.on("close", (code) => {
      resolve(code === 0);
    });
  });
}

// On a new computer both take minutes: the Pulumi CLI, and the host with its Debian and its images.
const ready = await Promise.all([
  beside(process.execPath, join(root, "packages/pulumi-plugins/cli/tools.ts")),
  beside(join(root, "rehearse"), "up"),
]);
if (!ready.every(Boolean)) process.exit(1);
rehearse("pulumi", "up", "--yes", "--skip-preview", "--suppress-outputs");
const services = JSON.parse(answerOf("pulumi", "stack", "output", "__services", "--json")) as Record<string, Deployed>;
const tested = Object.keys(services).filter((name) => services[name]?.url !== undefined);
const smoke = new Map(tested.map((name) => [name, smokeTest(name)]));
const text = demoTable(services, (name) => {
  const result = smoke.get(name);
  return result && smokeWords(result);
});
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
console.log(`
${text}

Up in ${minutes} min. ${whatToTry(services)}

Stop it: make demo-down`);
process.exit([...smoke.values()].every(({ ok }) => ok) ? 0 : 1);
