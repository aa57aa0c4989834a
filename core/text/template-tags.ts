import type { Encoded } from "./encode.ts";
import { isEncoded } from "./encode.ts";
import type { Escape } from "./template-escape.ts";

export type Value = string | number | boolean | Encoded | View | readonly Value[];
/** The values of a template. Booleans and lists are for sections only. */
export interface View {
  readonly [key: string]: Value;
}

/** A token of mustache's parser: kind, name or text, start, end, and a section's content. */
export type Token = [kind: string, name: string, start: number, end: number, children?: Token[], ...rest: unknown[]];

/** A tag that does not fit the values; the message names it. */
export class TagError extends Error {
  override readonly name = "TagError";
}

type Scopes = readonly Value[];

/** First parts of all names in a template, in sections too. */
export function tagNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  for (const [kind, name, , , children] of tokens) {
    if (NAMELESS.includes(kind)) continue;
    names.add(name.split(".")[0] ?? name);
    if (children) for (const inner of tagNames(children)) names.add(inner);
  }
  return names;
}

/** Text, comments, and the choice of other braces. */
const NAMELESS = ["text", "!", "="];

/** Renders tokens with the values of the scopes, the last scope first. @throws TagError */
export function rendered(tokens: readonly Token[], scopes: Scopes, escape: Escape): string {
  const out: Output = { text: "", escape };
  renderTokens(tokens, scopes, out);
  return out.text;
}

/** What has been written so far. */
interface Output {
  text: string;
  readonly escape: Escape;
}

function renderTokens(tokens: readonly Token[], scopes: Scopes, out: Output): void {
  tokens.forEach((token, index) => {
    const [nextKind, nextText = ""] = tokens[index + 1] ?? [];
    renderToken(token, scopes, out, nextKind === "text" ? nextText : "");
  });
}

function renderToken([kind, name, , , children = []]: Token, scopes: Scopes, out: Output, after: string): void {
  switch (kind) {
    case "text":
      out.text += name;
      return;
    case "!":
    case "=":
      return;
    case "name":
      out.text += renderValue(name, scopes, out, after);
      return;
    case "#":
      renderSection(name, children, scopes, out);
      return;
    case "^":
      renderInverted(name, children, scopes, out);
      return;
    case "&":
      throw new TagError(`{{{${name}}}} writes its value unescaped: use {{${name}}}`);
    default:
      throw new TagError(
        `{{${kind}${name}}} is not allowed: a template is one file with values, sections and comments`,
      );
  }
}

function renderValue(name: string, scopes: Scopes, { text, escape }: Output, after: string): string {
  try {
    return escape(lookup(name, scopes), { before: text, after });
  } catch (error) {
    if (error instanceof TagError || !(error instanceof Error)) throw error;
    throw new TagError(`{{${name}}}: ${error.message}`);
  }
}

function renderSection(name: string, children: Token[], scopes: Scopes, out: Output): void {
  const value = lookup(name, scopes);
  if (value === false) {
    checkUntaken(children, scopes);
    return;
  }
  if (value === true) {
    renderTokens(children, scopes, out);
    return;
  }
  if (!Array.isArray(value)) throw new TagError(`{{#${name}}} needs a list or a boolean`);
  const used = tagNames(children);
  for (const item of value as readonly Value[]) {
    const unused = isView(item) ? Object.keys(item).filter((key) => !used.has(key)) : [];
    if (unused.length > 0) throw new TagError(`no tag in {{#${name}}} uses ${unused.join(", ")}`);
    renderTokens(children, [...scopes, item], out);
  }
}

function renderInverted(name: string, children: Token[], scopes: Scopes, out: Output): void {
  const value = lookup(name, scopes);
  if (typeof value !== "boolean" && !Array.isArray(value)) throw new TagError(`{{^${name}}} needs a list or a boolean`);
  const empty = value === false || (Array.isArray(value) && value.length === 0);
  if (empty) renderTokens(children, scopes, out);
  else checkUntaken(children, scopes);
}

/** A misspelt name must be found even if its section is not rendered. The content of lists has names of its own. */
function checkUntaken(children: readonly Token[], scopes: Scopes): void {
  for (const [kind, name, , , inner = []] of children) {
    if (NAMELESS.includes(kind)) continue;
    const value = lookup(name, scopes);
    if (!Array.isArray(value)) checkUntaken(inner, scopes);
  }
}

function lookup(name: string, scopes: Scopes): Value {
  const innermost = scopes.at(-1);
  if (name === "." && innermost !== undefined) return innermost;
  const [first = name, ...rest] = name.split(".");
  const scope = scopes.findLast((each): each is View => isView(each) && Object.hasOwn(each, first));
  let value: Value | undefined = scope?.[first];
  for (const part of rest) value = isView(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  if (value === undefined) throw new TagError(`there is no value ${name}`);
  return value;
}

const isView = (value: unknown): value is View =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isEncoded(value);
