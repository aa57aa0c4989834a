/** `npm run --silent invite`: creates, lists and revokes links with which people get an account. */
import { exitCodeOf } from "../command.ts";
import { invitationApi } from "./api.ts";
import { parseArguments, USAGE } from "./arguments.ts";
import { runInvite } from "./invite.ts";
import { pulumi } from "../pulumi.ts";
import { readAccess } from "../stack.ts";

process.exitCode = await exitCodeOf(USAGE, async () => {
  const { request, stack } = parseArguments(process.argv.slice(2));
  if (request.verb === "help") {
    console.log(USAGE);
    return 0;
  }
  const access = readAccess(pulumi, stack, process.env);
  console.log(await runInvite(request, { api: invitationApi(access), signOn: access.signOn, now: new Date() }));
  return 0;
});
