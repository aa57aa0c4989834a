/** `npm run --silent recover`: makes a stack usable after a run of pulumi was killed. */
import { exitCodeOf } from "../command.ts";
import { run } from "../pulumi.ts";
import { parseArguments, USAGE, type Command } from "./arguments.ts";

function recover({ cancel, refresh }: Command): number {
  console.log("Freeing the stack's lock: pulumi cancel");
  if (!run(["cancel", ...cancel], "shown").ok) return 1;
  console.log("Removing interrupted creations: pulumi refresh --clear-pending-creates");
  if (!run(["refresh", "--clear-pending-creates", "--skip-preview", ...refresh], "shown").ok) return 1;
  console.log("Done. Now run: pulumi up");
  return 0;
}

process.exitCode = await exitCodeOf(USAGE, () => {
  const command = parseArguments(process.argv.slice(2));
  if (!command.help) return Promise.resolve(recover(command));
  console.log(USAGE);
  return Promise.resolve(0);
});
