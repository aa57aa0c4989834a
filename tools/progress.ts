import { stderr } from "node:process";

const quietSteps = process.env["HOMELAB_QUIET"] === "1";

/** Elapsed time as people read it: "0.4 s", "12 s", "5 min 03 s". @param ms milliseconds */
export function elapsed(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** One line on stderr that belongs to the progress report. HOMELAB_QUIET=1 hides it. */
export function say(line: string): void {
  if (!quietSteps) stderr.write(`${line}\n`);
}

/**
 * Runs one long step and shows that it is alive: on a terminal a line whose elapsed time counts
 * up, elsewhere a line every 30 s and one at the end. The step's error passes through.
 * @param label what is being done, in present tense ("Building the ZFS modules")
 * @param work the step itself
 * @returns what the step returned
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const live = stderr.isTTY && !quietSteps;
  const beat = (): void => {
    const line = `  ${label} … ${elapsed(Date.now() - started)}`;
    if (live) stderr.write(`\r\u001b[K${line}`);
    else say(line);
  };
  if (live) beat();
  const timer = setInterval(beat, live ? 1000 : 30_000);
  const end = (mark: string): void => {
    clearInterval(timer);
    say(`${live ? "\r\u001b[K" : ""}${mark} ${label}  ${elapsed(Date.now() - started)}`);
  };
  try {
    const result = await work();
    end("✓");
    return result;
  } catch (error) {
    end("✗");
    throw error;
  }
}
