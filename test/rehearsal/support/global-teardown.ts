import { projectRoot } from "../../../tools/project-root.ts";
import { run } from "./run.ts";

/** Ends the tests' host; what it had written stays until the next run, for somebody who looks for a reason. */
export default async function tearDown(): Promise<void> {
  if (process.env["HOMELAB_TEST_KEEP"] === "1") return;
  const ran = await run(["./rehearse", "down"], { cwd: projectRoot, seconds: 300 });
  if (ran.code !== 0) throw new Error(`./rehearse down failed with exit ${ran.code}\n${ran.text}`);
}
