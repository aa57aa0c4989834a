/** `npm run --silent invite`: links by which people get an account. */
import { Problems } from "../core/problems.ts";
import { invitationApi } from "./api.ts";
import { understand, USAGE, UsageError } from "./arguments.ts";
import { fulfil } from "./invite.ts";
import { pulumi } from "./pulumi.ts";
import { readAccess } from "./stack.ts";

async function main(words: readonly string[]): Promise<number> {
  try {
    const { wish, stack } = understand(words);
    if (wish.verb === "help") {
      console.log(USAGE);
      return 0;
    }
    const access = readAccess(pulumi, stack, process.env);
    console.log(await fulfil(wish, { api: invitationApi(access), signOn: access.signOn, now: new Date() }));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`error: ${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (!(error instanceof Problems)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
