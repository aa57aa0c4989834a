import { parseOptions, stackOptions, UsageError } from "../command.ts";

/** A request to the command. */
export type InviteRequest =
  | { readonly verb: "help" }
  | { readonly verb: "list" }
  | { readonly verb: "revoke"; readonly which: string }
  | {
      readonly verb: "invite";
      readonly groups: readonly string[];
      readonly days: number;
      /** The user name that the form suggests; undefined: none. */
      readonly name: string | undefined;
    };

/** A parsed command line. */
export interface Command {
  readonly request: InviteRequest;
  /** Options of `pulumi config` that select the stack. */
  readonly stack: readonly string[];
}

/** Authentik's own rule for the name of an invitation. */
const NAME = /^[A-Za-z0-9_-]{1,50}$/;
const MOST_DAYS = 90;

export const USAGE = `usage: npm run --silent invite -- [--group NAME]… [--days 7] [--name anna]
       npm run --silent invite -- --list
       npm run --silent invite -- --revoke NAME|ID

Creates a link with which one person gets an account in the given groups and chooses a password.

  --group NAME        a group for the new account; can be given several times
  --days N            how long the link is valid, 1 to ${MOST_DAYS}; default 7
  --name NAME         a name for the invitation, which the form suggests as the user name
  --list              show open invitations with their links
  --revoke NAME|ID    revoke an invitation
  --stack, --config-file   select the stack whose config has Authentik's address, as with pulumi

Exit code: 0 done, 1 failed, 2 wrong usage.`;

const TEXT = { type: "string" } as const;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parsed(words);
  return { request: requestOf(values), stack: stackOptions(values) };
}

type Values = ReturnType<typeof parsed>;

const parsed = (words: readonly string[]) =>
  parseOptions(words, {
    ...{ group: { ...TEXT, multiple: true as const }, days: TEXT, name: TEXT, revoke: TEXT },
    list: { type: "boolean" },
  });

function requestOf({ help, list, revoke, group, days, name }: Values): InviteRequest {
  if (help === true) return { verb: "help" };
  const invites = group !== undefined || days !== undefined || name !== undefined;
  if (Number(list === true) + Number(revoke !== undefined) + Number(invites) > 1)
    throw new UsageError("--list and --revoke cannot be combined with other options");
  if (list === true) return { verb: "list" };
  if (revoke !== undefined) return { verb: "revoke", which: revoke };
  if (name !== undefined && !NAME.test(name))
    throw new UsageError(`--name ${name}: up to 50 letters, digits, hyphens and underscores`);
  return { verb: "invite", groups: group ?? [], days: daysOf(days ?? "7"), name };
}

function daysOf(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS) throw new UsageError(`--days ${text}: a whole number from 1 to ${MOST_DAYS}`);
  return days;
}
