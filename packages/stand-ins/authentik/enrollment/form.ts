import type { ApiAnswer } from "../../server/messages.ts";
import { listOf, numberOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { escapeHtml, page } from "../page.ts";

/** The lines of a prompt stage, from top to bottom. */
export function promptsOf(stage: Stored, world: World): Stored[] {
  const prompts = world.byKeys(["prompt"], listOf(stage, "fields"));
  return prompts.toSorted((one, other) => numberOf(one, "order") - numberOf(other, "order"));
}

/** What a form shows beside its lines. */
export interface FormContent {
  readonly title: string;
  /** What it is filled in with. */
  readonly data: Stored;
  /** What its browser is known by; "" for none. */
  readonly plan: string;
  /** Why it is shown again; "" at first. */
  readonly problem: string;
}

/** The form of a prompt stage. */
export function promptForm(prompts: readonly Stored[], { title, data, plan, problem }: FormContent): ApiAnswer {
  const lines = prompts.map((prompt) => {
    const [key, label, type] = ["field_key", "label", "type"].map((field) => escapeHtml(textOf(prompt, field)));
    const value = type === "password" ? "" : ` value="${escapeHtml(textOf(data, textOf(prompt, "field_key")))}"`;
    const kind = type === "password" || type === "email" ? type : "text";
    const demanded = prompt["required"] === true ? " required" : "";
    return `<p><label>${label ?? ""} <input name="${key ?? ""}" type="${kind}"${value}${demanded}></label></p>`;
  });
  const body = `<form method="post"><p>${escapeHtml(problem)}</p><input type="hidden" name="plan" value="${plan}">${lines.join("")}<p><button>Continue</button></p></form>`;
  return page(problem === "" ? 200 : 400, title, body);
}

/** What is wrong with what was sent, in Authentik's words; "" when nothing is. */
export function promptProblem(prompts: readonly Stored[], sent: URLSearchParams, world: World): string {
  const value = (prompt: Stored): string => sent.get(textOf(prompt, "field_key")) ?? "";
  const empty = prompts.find((prompt) => prompt["required"] === true && value(prompt).trim() === "");
  if (empty !== undefined) return `${textOf(empty, "label")}: This field may not be blank.`;
  const ofType = (type: string): Stored[] => prompts.filter((prompt) => prompt["type"] === type);
  const isTaken = (name: string): boolean => world.find("user", "username", name) !== undefined;
  if (ofType("username").some((prompt) => isTaken(value(prompt)))) return "Username is already taken.";
  const isAddress = (text: string): boolean => text === "" || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text);
  if (!ofType("email").every((prompt) => isAddress(value(prompt)))) return "Enter a valid email address.";
  const passwords = ofType("password");
  const differ = passwords.length === 2 && new Set(passwords.map(value)).size > 1;
  return differ ? "Passwords don't match." : "";
}
