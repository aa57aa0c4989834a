import { invalid, notFound, notPlayed } from "../contract/refusal.ts";
import type { Family, Union, ViewContext } from "./family.ts";
import { textOf } from "./stored.ts";
import type { Stored } from "./stored.ts";

const paging = new Set(["page", "page_size", "ordering", "search"]);
// The server's own sizes: what a client gets that does not ask, and the most it can ask for.
const defaultPageSize = 20;
const maxPageSize = 100;

type Listed = (Pick<Family, "search" | "ordering" | "filters" | "options"> | Union) & {
  /** The most objects on one page, whatever the request asks for; 100 unless it says otherwise. */
  readonly mostAtOnce?: number;
};

function whole(text: string | null, field: string, fallback: number): number {
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw invalid(field, "Enter a whole number.");
  return Number(text);
}

const scalar = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

/** One query parameter against one field of the view, by the suffix that Django gives it. */
function fits(view: Stored, name: string, values: readonly string[]): boolean {
  const [field = name, suffix] = name.split("__");
  const value = view[field];
  if (suffix === "isnull") {
    const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    return empty === (values.at(-1)?.toLowerCase() === "true");
  }
  const held = (Array.isArray(value) ? value : [value]).map(scalar);
  const lower = held.map((one) => one.toLowerCase());
  if (suffix === "iexact") return values.some((one) => lower.includes(one.toLowerCase()));
  if (suffix === "icontains") return values.some((one) => lower.some((text) => text.includes(one.toLowerCase())));
  return values.some((one) => held.includes(one));
}

function isPlayed(listed: Listed, view: Stored | undefined, name: string): boolean {
  const [field = name, suffix = ""] = name.split("__");
  return (
    listed.filters?.[name] !== undefined ||
    view === undefined ||
    (field in view && ["", "isnull", "iexact", "icontains"].includes(suffix))
  );
}

function filtered(
  listed: Listed,
  rows: readonly { readonly object: Stored; readonly view: Stored }[],
  { query, world }: ViewContext,
  known: ReadonlySet<string>,
): Stored[] {
  const options = "options" in listed ? (listed.options ?? []) : [];
  let left = rows;
  // The server ignores parameters that it does not know; so does this.
  for (const name of new Set(query.keys())) {
    if (!known.has(name) || paging.has(name) || options.includes(name)) continue;
    if (!isPlayed(listed, rows[0]?.view, name)) throw notPlayed(`the filter ${name}`);
    const values = query.getAll(name).filter((value) => value !== "");
    if (values.length === 0) continue;
    const own = listed.filters?.[name];
    left = left.filter(({ object, view }) =>
      own === undefined ? fits(view, name, values) : values.some((value) => own(object, value, world)),
    );
  }
  const search = query.get("search")?.toLowerCase() ?? "";
  const found = (view: Stored): boolean =>
    listed.search.some((field) => textOf(view, field).toLowerCase().includes(search));
  return left.map(({ view }) => view).filter((view) => search === "" || found(view));
}

function sorted(views: Stored[], ordering: string): Stored[] {
  const field = ordering.replace(/^-/, "");
  const direction = ordering.startsWith("-") ? -1 : 1;
  const compare = (one: unknown, other: unknown): number =>
    typeof one === "number" && typeof other === "number" ? one - other : scalar(one).localeCompare(scalar(other));
  return views.toSorted((one, other) => direction * compare(one[field], other[field]));
}

/**
 * The body of a list: filtered, sorted, one page of it.
 * @param known the query parameters that the contract names for this list
 */
export function listBody(
  listed: Listed,
  objects: readonly Stored[],
  context: ViewContext & { readonly view: (object: Stored) => Stored },
  known: ReadonlySet<string>,
): Stored {
  const { query } = context;
  const rows = objects.map((object) => ({ object, view: context.view(object) }));
  const views = sorted(filtered(listed, rows, context, known), query.get("ordering") ?? listed.ordering);
  const most = listed.mostAtOnce ?? maxPageSize;
  const size = Math.min(Math.max(whole(query.get("page_size"), "page_size", defaultPageSize), 1), most);
  const page = whole(query.get("page"), "page", 1);
  const pages = Math.max(Math.ceil(views.length / size), 1);
  if (page < 1 || page > pages) throw notFound("Invalid page.");
  const results = views.slice((page - 1) * size, page * size);
  const numbers = { count: views.length, current: page, total_pages: pages };
  const range = {
    start_index: views.length === 0 ? 0 : (page - 1) * size + 1,
    end_index: (page - 1) * size + results.length,
  };
  const pagination = { next: page < pages ? page + 1 : 0, previous: page > 1 ? page - 1 : 0, ...numbers, ...range };
  return { pagination, results, autocomplete: {} };
}
