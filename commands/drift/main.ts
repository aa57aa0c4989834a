/** `npm run --silent drift`: compares the host, the DNS records and Authentik's objects with what was applied. */
import { Problems } from "../../core/problems/problem.ts";
import { exitCodeOf } from "../command.ts";
import { pulumi, run } from "../pulumi.ts";
import { problem, readConfig } from "../stack.ts";
import { type Command, parseArguments, USAGE } from "./arguments.ts";
import { driftOn, hostOf } from "./host.ts";
import { EVENT_LINES, refreshed, type Refreshed } from "./refreshed.ts";
import { type Answer, exitCode, together, words } from "./report.ts";

const COULD_NOT_LOOK = 2;

/** What differs outside of the host: the engine asks each provider, and saves nothing. @throws Problems */
function outside(stack: readonly string[], host: string): Refreshed {
  const { ok, printed } = run(["refresh", "--preview-only", "--json", ...stack], "kept", EVENT_LINES);
  const fix = "see its message; without the API's answer nothing can be said about records and Authentik's objects";
  if (!ok) throw problem("pulumi refresh", "failed", fix);
  return refreshed(printed, host);
}

function answer<T>(look: () => T): Answer<T> {
  try {
    return { found: look() };
  } catch (error) {
    if (!(error instanceof Problems)) throw error;
    return { problems: error.problems };
  }
}

function drift({ json, stack }: Command): number {
  const began = Date.now();
  const host = hostOf(readConfig(pulumi, stack));
  const [onHost, apis] = [answer(() => driftOn(host)), answer(() => outside(stack, host.name))];
  const report = together(host.name, onHost, apis, Math.round(Date.now() - began) / 1000);
  console.log(json ? JSON.stringify(report, null, 2) : words(report));
  return exitCode(report);
}

process.exitCode = await exitCodeOf(
  USAGE,
  () => {
    const command = parseArguments(process.argv.slice(2));
    if (!command.help) return Promise.resolve(drift(command));
    console.log(USAGE);
    return Promise.resolve(0);
  },
  COULD_NOT_LOOK,
);
