import { KINDS, type Kind, type Row } from "./kinds.ts";
import type { Wanted } from "./preview.ts";

/** What became of the search for one resource's object. */
export type Finding =
  | { readonly outcome: "found"; readonly wanted: Wanted; readonly id: string }
  | { readonly outcome: "left"; readonly wanted: Wanted; readonly why: string }
  | { readonly outcome: "absent"; readonly wanted: Wanted };

/** Objects by the holder and path of the list that they are in; a list that was not asked for is empty. */
export type Held = ReadonlyMap<string, readonly Row[]>;

/** What `Held` calls the list in which a resource's object would be. */
export const listOf = (kind: Kind, wanted: Wanted): string => `${kind.holder} ${kind.path(wanted)}`;

/**
 * Finds the object of each resource that can be taken over. References are followed by what was found before, so an
 * object whose target is not there is not there either.
 * @param missing nothing comes before what it refers to
 */
export function match(missing: readonly Wanted[], held: Held): Finding[] {
  const keys = new Map<string, unknown>();
  return missing.flatMap((planned) => {
    const kind = KINDS[planned.type];
    if (kind === undefined) return [];
    const known = Object.entries(planned.references).map(([name, urn]): [string, unknown] => [name, keys.get(urn)]);
    const wanted = { ...planned, inputs: { ...planned.inputs, ...Object.fromEntries(known) } };
    const rows = (held.get(listOf(kind, planned)) ?? []).filter((row) => isSame(row, wanted, kind));
    const { finding, row } = judged(wanted, kind, rows);
    if (row !== undefined) keys.set(planned.urn, row[kind.key ?? "pk"]);
    return [finding];
  });
}

function isSame(row: Row, wanted: Wanted, { same, order }: Kind): boolean {
  const asked = Object.entries(same).filter(([property]) => property in wanted.inputs);
  const lookedUp = asked.filter(([property]) => isLookedUp(wanted, property));
  if (order === true && lookedUp.length > 0 && row["order"] !== wanted.inputs["order"]) return false;
  return asked.every(([property, field]) =>
    isLookedUp(wanted, property) ? isSet(row[field]) : holds(row[field], wanted.inputs[property]),
  );
}

const isLookedUp = ({ inputs, references }: Wanted, property: string): boolean =>
  inputs[property] === undefined && references[property] === undefined;
const isSet = (value: unknown): boolean => value !== undefined && value !== null;
const holds = (value: unknown, one: unknown): boolean =>
  isSet(one) && (Array.isArray(value) ? value.includes(one) : value === one);

function judged(wanted: Wanted, kind: Kind, rows: readonly Row[]): { finding: Finding; row?: Row } {
  const why = (row: Row): string | undefined => kind.unfit?.(row, wanted);
  const [one, ...others] = rows.filter((row) => why(row) === undefined);
  if (one === undefined) {
    const [reason] = rows.map(why);
    return { finding: reason === undefined ? { outcome: "absent", wanted } : { outcome: "left", wanted, why: reason } };
  }
  if (others.length > 0) {
    const ids = [one, ...others].map((row) => kind.id(row, wanted)).join(", ");
    return { finding: { outcome: "left", wanted, why: `it is there ${others.length + 1} times: ${ids}` } };
  }
  return { finding: { outcome: "found", wanted, id: kind.id(one, wanted) }, row: one };
}
