import { projectRoot } from "../../../tools/project-root.ts";
import { run } from "./run.ts";

/** Brings the tests' host up in its clean state, with an empty stack. */
export default async function setUp(): Promise<void> {
  // For somebody who works on one chapter of the story and has the host where that chapter begins.
  if (process.env["HOMELAB_TEST_KEEP"] === "1") return;
  for (const verb of ["up", "reset"]) {
    const ran = await run(["./rehearse", verb], { cwd: projectRoot, seconds: 3000 });
    process.stdout.write(`\n${ran.text.trimEnd()}\n`);
    if (ran.code !== 0) throw new Error(`./rehearse ${verb} failed with exit ${ran.code}`);
  }
}
