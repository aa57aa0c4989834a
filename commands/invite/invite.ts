import { columns } from "../../core/text/columns.ts";
import { invitationLink } from "../../core/authentik/enrollment.ts";
import { type Problem, Problems } from "../../core/problems/problem.ts";
import type { Invitation, InvitationApi } from "./api.ts";
import type { InviteRequest } from "./arguments.ts";
import { problem } from "../stack.ts";

/** The dependencies of the command. */
export interface InviteDeps {
  readonly api: InvitationApi;
  /** The URL at which people sign in. */
  readonly signOn: string;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

/**
 * Runs a request.
 * @returns the text to print
 * @throws Problems if it fails
 */
export async function runInvite(request: Exclude<InviteRequest, { verb: "help" }>, deps: InviteDeps): Promise<string> {
  switch (request.verb) {
    case "invite":
      return invite(request, deps);
    case "list":
      return shownAll(await deps.api.list(), deps);
    case "revoke":
      return revoke(request.which, deps);
  }
}

async function invite(
  { groups, days, name }: Extract<InviteRequest, { verb: "invite" }>,
  deps: InviteDeps,
): Promise<string> {
  const { api, signOn, now } = deps;
  const flow = await api.flow();
  const refused = (await Promise.all(groups.map((group) => groupProblem(group, api)))).flat();
  if (refused.length > 0) throw new Problems(refused, "the invitation");
  const until = new Date(now.getTime() + days * DAY_MS);
  const filledIn = name === undefined ? {} : { username: name };
  const made = await api.create(flow, { name: name ?? "somebody", groups, until, filledIn });
  return [
    invitationLink(signOn, made.id),
    `for ${made.name}, ${into(made)}, until ${shown(made.until)}. Everybody with the link can use it, once; it is used up when the account is created.`,
  ].join("\n");
}

async function groupProblem(group: string, api: InvitationApi): Promise<Problem[]> {
  const administers = await api.administers(group);
  if (administers === false) return [];
  const where = `--group ${group}`;
  return administers === undefined
    ? [{ where, problem: "there is no such group", fix: "name one that a service's `access` names, after pulumi up" }]
    : [
        {
          where,
          problem: "its members are administrators",
          fix: "add the person to it in Authentik, once the account exists",
        },
      ];
}

async function revoke(which: string, { api }: InviteDeps): Promise<string> {
  const found = (await api.list()).filter(({ id, name }) => id === which || name === which);
  const [one, another] = found;
  const list = "npm run --silent invite -- --list";
  if (one === undefined) throw problem(`--revoke ${which}`, "there is no such invitation", `see ${list}`);
  if (another !== undefined) {
    const ids = found.map(({ id }) => id).join(", ");
    throw problem(`--revoke ${which}`, `${found.length} invitations have this name`, `name one of ${ids}`);
  }
  await api.remove(one.id);
  return `revoked: ${one.name}, ${into(one)}`;
}

function shownAll(invitations: readonly Invitation[], { signOn, now }: InviteDeps): string {
  if (invitations.length === 0) return "no open invitations";
  const rows = invitations.map(({ id, name, groups, until, usable }) => [
    name,
    groups.join(", ") || "-",
    !usable || (until !== undefined && until <= now) ? "expired" : shown(until),
    invitationLink(signOn, id),
  ]);
  return columns([["NAME", "GROUPS", "UNTIL", "LINK"], ...rows]);
}

const into = ({ groups }: Invitation): string =>
  groups.length === 0 ? "without a group" : `into ${groups.join(", ")}`;
const shown = (date: Date | undefined): string =>
  date === undefined ? "no limit" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
