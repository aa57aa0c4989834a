import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { notPlayed } from "../contract/refusal.ts";
import { dictionaryOf, keyOf, numberOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { stageFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { createObject } from "../engine/write.ts";
import { user as userFamily } from "../families/users.ts";
import { redirect, refusalPage } from "../page.ts";
import { hashPassword } from "../session/password.ts";
import { newToken } from "../session/cookies.ts";
import { loggedIn, startSession } from "../session/sessions.ts";
import { promptForm, promptProblem, promptsOf } from "./form.ts";
import { decideStep } from "./step-policies.ts";

/** What the steps of a flow tell each other. */
interface Progress {
  readonly request: ApiRequest;
  readonly world: World;
  readonly flow: Stored;
  readonly secure: boolean;
  invitation?: Stored;
  /** Under which the server keeps an invitation that it has deleted while its form is open. */
  plan: string;
  /** Groups that the policies of a step put the account into. */
  groups: readonly string[];
  /** What the form was sent with, and what the invitation says. */
  data: Stored;
  user?: Stored;
  cookies: string[];
}

type Step = (progress: Progress, stage: Stored) => ApiAnswer | undefined;

const denied = (why: string): ApiAnswer => refusalPage(403, "Permission denied", why);

function isValid(invitation: Stored, flow: Stored): boolean {
  const { expires, flow: own } = invitation;
  const isOver = typeof expires === "string" && Date.parse(expires) <= Date.now();
  return !isOver && (own === null || own === undefined || own === flow["pk"]);
}

const invite: Step = (progress, stage) => {
  const { request, world, flow } = progress;
  const { openForms } = world.state;
  const plan = request.method === "POST" ? (new URLSearchParams(request.text).get("plan") ?? "") : "";
  const found = openForms[plan] ?? world.byKey(["invitation"], request.query.get("itoken"));
  if (found !== undefined && isValid(found, flow)) {
    progress.invitation = found;
    progress.data = { ...dictionaryOf(found, "fixed_data") };
    progress.plan = plan;
    if (found["single_use"] === true && openForms[plan] === undefined) {
      // The server deletes it here, before anything is filled in: only the browser that opened the form can go on.
      progress.plan = newToken();
      openForms[progress.plan] = { ...found };
      world.take("invitation", found);
    }
    return undefined;
  }
  return stage["continue_flow_without_invitation"] === true ? undefined : denied("Invalid invite/invite not found");
};

const prompt: Step = (progress, stage) => {
  const { request, world, flow, data, plan } = progress;
  const prompts = promptsOf(stage, world);
  const title = textOf(flow, "title");
  if (request.method !== "POST") return promptForm(prompts, { title, data, plan, problem: "" });
  const sent = new URLSearchParams(request.text);
  const filled = Object.fromEntries(prompts.map((one) => textOf(one, "field_key")).map((key) => [key, sent.get(key)]));
  progress.data = { ...data, ...filled };
  const problem = promptProblem(prompts, sent, world);
  return problem === "" ? undefined : promptForm(prompts, { title, data: progress.data, plan, problem });
};

const write: Step = (progress, stage) => {
  const { world, data } = progress;
  if (stage["user_creation_mode"] !== "always_create") throw notPlayed("a user write stage that may not create");
  const always = stage["create_users_group"];
  const user = createObject(world, userFamily, {
    username: textOf(data, "username"),
    name: textOf(data, "name"),
    email: textOf(data, "email"),
    type: stage["user_type"],
    path: textOf(stage, "user_path_template") || "users",
    is_active: stage["create_users_as_inactive"] !== true,
    groups: [...new Set([...progress.groups, ...(always ? [always] : [])])],
  });
  world.state.passwords[keyOf(user)] = hashPassword(textOf(data, "password"));
  progress.user = user;
  return undefined;
};

const login: Step = ({ world, user, secure, cookies }) => {
  if (user === undefined) return denied("No pending user to login.");
  cookies.push(startSession(world, user, secure));
  return undefined;
};

const played: Readonly<Record<string, Step>> = {
  "invitation-stage": invite,
  "prompt-stage": prompt,
  "user-write-stage": write,
  "user-login-stage": login,
};

/** An enrollment flow, as one form with its whole answer in place of Authentik's exchange of stages. */
export function answerEnrollment(request: ApiRequest, world: World, flow: Stored, secure: boolean): ApiAnswer {
  if (flow["authentication"] === "require_unauthenticated" && loggedIn(world, request) !== undefined)
    return denied("Flow does not apply to current user.");
  const progress: Progress = { request, world, flow, secure, plan: "", groups: [], data: {}, cookies: [] };
  const bindings = world.holding("flow-binding", "target", keyOf(flow));
  for (const binding of bindings.toSorted((one, other) => numberOf(one, "order") - numberOf(other, "order"))) {
    const stage = world.byKey(stageFamilies, binding["stage"]) ?? {};
    const step = played[world.familyOf(stageFamilies, stage)];
    if (step === undefined) throw notPlayed(`the stage ${textOf(stage, "name")} in an enrollment`);
    const { passes, groups } = decideStep(binding, progress.invitation, world);
    if (!passes) continue;
    progress.groups = groups;
    const answer = step(progress, stage);
    if (answer !== undefined) return answer;
  }
  Reflect.deleteProperty(world.state.openForms, progress.plan);
  return redirect("/if/user/", ...progress.cookies);
}
