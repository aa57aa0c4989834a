/**
 * `make demo`: a machine, the program's real `pulumi up` on it, and what a person can open then.
 * Exits with the code of the first step that fails.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const began = Date.now();

const rehearse = (...args: string[]): void => {
  const { status } = spawnSync(join(root, "rehearse"), args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};

const answerOf = (...args: string[]): string =>
  spawnSync(join(root, "rehearse"), args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).stdout.trim();

interface Deployed {
  readonly url?: string;
  readonly exposure: string;
  readonly records: readonly { readonly type: string; readonly content: string }[];
  readonly user: string;
  readonly datasets: Readonly<Record<string, { readonly dataset: string }>>;
}

/** Where a service's names lead, for whom. */
function reach({ exposure, records }: Deployed): string {
  const leads = new Set(records.map(({ type, content }) => `${type} ${content}`));
  return [exposure, ...leads].join(", ");
}

function table(services: Readonly<Record<string, Deployed>>): { readonly text: string; readonly allAnswer: boolean } {
  const rows = Object.entries(services).map(([name, service]) => {
    const { url = "-", user, datasets } = service;
    const status = answerOf(
      "curl",
      "--silent",
      "--output",
      "/dev/null",
      "--max-time",
      "30",
      "--write-out",
      "%{http_code}",
      url,
    );
    return {
      cells: [
        name,
        url,
        `HTTP ${status}`,
        reach(service),
        user,
        Object.values(datasets)
          .map(({ dataset }) => dataset)
          .join(" "),
      ],
      answers: /^[234]/.test(status),
    };
  });
  const lines = [["SERVICE", "URL", "ANSWERS", "REACH", "USER", "DATASETS"], ...rows.map(({ cells }) => cells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return { text: text.join("\n"), allAnswer: rows.every(({ answers }) => answers) };
}

rehearse("up");
rehearse("pulumi", "up", "--yes", "--skip-preview", "--suppress-outputs");
const services = JSON.parse(answerOf("pulumi", "stack", "output", "services", "--json")) as Record<string, Deployed>;
const { text, allAnswer } = table(services);
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
console.log(`
${text}

Up in ${minutes} min. Open one:     ./rehearse curl -L https://feeds.home.test/
Its administrator's password:  ./rehearse ssh homelab exec feeds app -- cat /run/secrets/admin-password

Then try:
  1. change a quota       edit services/feeds.ts ("5 GB" -> "6 GB"), then: ./rehearse pulumi preview --diff
  2. break an image       set miniflux to 0.0.2-exits, then: ./rehearse pulumi up     (watch it roll back)
  3. take a service away  ./rehearse pulumi destroy -t '**::calendar' --target-dependents
     and bring it back    ./rehearse pulumi up     (its data is still there)

Stop it: make demo-down`);
process.exit(allAnswer ? 0 : 1);
