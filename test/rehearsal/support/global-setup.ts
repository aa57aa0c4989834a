import { machine, projectRoot } from "./program.ts";
import { run } from "./run.ts";

/** Brings the tests' machine up in its clean state, with an empty stack. */
export default async function setUp(): Promise<void> {
  for (const verb of ["up", "reset"]) {
    const ran = await run(["./rehearse", verb], { cwd: projectRoot, env: machine, seconds: 3000 });
    process.stdout.write(`\n${ran.text.trimEnd()}\n`);
    if (ran.code !== 0) throw new Error(`./rehearse ${verb} failed with exit ${ran.code}`);
  }
}
