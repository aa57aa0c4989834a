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
    if (kind === "text" || kind === "!") continue;
    names.add(name.split(".")[0] ?? name);
    if (children) for (const inner of tagNames(children)) names.add(inner);
  }
  return names;
}

/** Renders tokens with the values of the scopes, the last scope first. @throws TagError */
export function renderTokens(tokens: readonly Token[], scopes: Scopes, escape: Escape): string {
  return tokens.map((token) => renderToken(token, scopes, escape)).join("");
}

function renderToken([kind, name, , , children = []]: Token, scopes: Scopes, escape: Escape): string {
  switch (kind) {
    case "text":
      return name;
    case "!":
      return "";
    case "name":
      return renderValue(name, scopes, escape);
    case "#":
      return renderSection(name, children, scopes, escape);
    case "^":
      return renderInverted(name, children, scopes, escape);
    case "&":
      throw new TagError(`{{{${name}}}} writes its value unescaped: use {{${name}}}`);
    default:
      throw new TagError(
        `{{${kind}${name}}} is not allowed: a template is one file with values, sections and comments`,
      );
  }
}

function renderValue(name: string, scopes: Scopes, escape: Escape): string {
  try {
    return escape(lookup(name, scopes));
  } catch (error) {
    if (error instanceof TagError || !(error instanceof Error)) throw error;
    throw new TagError(`{{${name}}}: ${error.message}`);
  }
}

function renderSection(name: string, children: Token[], scopes: Scopes, escape: Escape): string {
  const value = lookup(name, scopes);
  if (value === false) return checkUntaken(children, scopes);
  if (value === true) return renderTokens(children, scopes, escape);
  if (!Array.isArray(value)) throw new TagError(`{{#${name}}} needs a list or a boolean`);
  const items = value as readonly Value[];
  const used = tagNames(children);
  return items
    .map((item) => {
      const unused = isView(item) ? Object.keys(item).filter((key) => !used.has(key)) : [];
      if (unused.length > 0) throw new TagError(`no tag in {{#${name}}} uses ${unused.join(", ")}`);
      return renderTokens(children, [...scopes, item], escape);
    })
    .join("");
}

function renderInverted(name: string, children: Token[], scopes: Scopes, escape: Escape): string {
  const value = lookup(name, scopes);
  if (typeof value !== "boolean" && !Array.isArray(value)) throw new TagError(`{{^${name}}} needs a list or a boolean`);
  const empty = value === false || (Array.isArray(value) && value.length === 0);
  return empty ? renderTokens(children, scopes, escape) : checkUntaken(children, scopes);
}

/** A misspelt name must be found even if its section is not rendered. The content of lists has names of its own. */
function checkUntaken(children: readonly Token[], scopes: Scopes): "" {
  for (const [kind, name, , , inner = []] of children) {
    if (kind === "text" || kind === "!") continue;
    const value = lookup(name, scopes);
    if (!Array.isArray(value)) checkUntaken(inner, scopes);
  }
  return "";
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
