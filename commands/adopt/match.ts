import type { ApiObject } from "../../core/schema/dns/provider.ts";
import { KINDS, type Kind } from "./kinds.ts";
import type { PlannedResource } from "./preview.ts";

/** The result of the search for one resource's object. */
export type Finding =
  | { readonly outcome: "found"; readonly planned: PlannedResource; readonly id: string }
  | { readonly outcome: "left"; readonly planned: PlannedResource; readonly why: string }
  | { readonly outcome: "absent"; readonly planned: PlannedResource };

/** Objects by API and path of their list; a list that was not requested is empty. */
export type Listings = ReadonlyMap<string, readonly ApiObject[]>;

/** The key of a resource's list in `Listings`. */
export const listOf = (kind: Kind, planned: PlannedResource): string => `${kind.api} ${kind.path(planned)}`;

/**
 * Finds the object of each resource that can be taken over. References are resolved with the objects found before, so an
 * object whose target does not exist is not found either.
 * @param missing sorted so that each resource comes after those that it refers to
 */
export function match(missing: readonly PlannedResource[], listings: Listings): Finding[] {
  const keys = new Map<string, unknown>();
  return missing.flatMap((resource) => {
    const kind = KINDS[resource.type];
    if (kind === undefined) return [];
    const known = Object.entries(resource.references).map(([name, urn]): [string, unknown] => [name, keys.get(urn)]);
    const planned = { ...resource, inputs: { ...resource.inputs, ...Object.fromEntries(known) } };
    const rows = (listings.get(listOf(kind, resource)) ?? []).filter((row) => isMatch(row, planned, kind));
    const { finding, row } = evaluate(planned, kind, rows);
    if (row !== undefined) keys.set(planned.urn, row[kind.key ?? "pk"]);
    return [finding];
  });
}

function isMatch(row: ApiObject, planned: PlannedResource, { matchOn, order }: Kind): boolean {
  const asked = Object.entries(matchOn).filter(([property]) => property in planned.inputs);
  const unknownIds = asked.filter(([property]) => isUnknownId(planned, property));
  if (order === true && unknownIds.length > 0 && row["order"] !== planned.inputs["order"]) return false;
  return asked.every(([property, field]) =>
    isUnknownId(planned, property) ? isSet(row[field]) : holds(row[field], planned.inputs[property]),
  );
}

const isUnknownId = ({ inputs, references }: PlannedResource, property: string): boolean =>
  inputs[property] === undefined && references[property] === undefined;
const isSet = (value: unknown): boolean => value !== undefined && value !== null;
const holds = (value: unknown, one: unknown): boolean =>
  isSet(one) && (Array.isArray(value) ? value.includes(one) : value === one);

function evaluate(
  planned: PlannedResource,
  kind: Kind,
  rows: readonly ApiObject[],
): { finding: Finding; row?: ApiObject } {
  const why = (row: ApiObject): string | undefined => kind.rejectReason?.(row, planned);
  const [one, ...others] = rows.filter((row) => why(row) === undefined);
  if (one === undefined) {
    const [reason] = rows.map(why);
    return {
      finding: reason === undefined ? { outcome: "absent", planned } : { outcome: "left", planned, why: reason },
    };
  }
  if (others.length > 0) {
    const ids = [one, ...others].map((row) => kind.id(row, planned)).join(", ");
    return { finding: { outcome: "left", planned, why: `it exists ${others.length + 1} times: ${ids}` } };
  }
  return { finding: { outcome: "found", planned, id: kind.id(one, planned) }, row: one };
}
