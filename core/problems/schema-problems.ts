import type { z } from "zod";
import { decodeComplaint } from "./complaint.ts";
import type { Problem } from "./problem.ts";

export type SchemaIssue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Every complaint of a schema in words. `root` starts each place, as in `feeds.data.db.quota`. */
export function schemaProblems(root: string, error: z.core.$ZodError): Problem[] {
  return error.issues.flatMap((issue) => issueProblems([root], issue));
}

function issueProblems(root: Path, issue: SchemaIssue): Problem[] {
  const path = [...root, ...issue.path];
  const where = path.map(String).join(".");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField(where, key, issue.message));
  if (issue.code === "invalid_key") return issue.issues.flatMap((inner) => issueProblems(path, inner));
  if (issue.code === "invalid_union") return unionProblems(path, where, issue);
  const complaint = decodeComplaint(issue.message);
  return [{ where, ...(complaint ?? { problem: issue.message, fix: "write what the field's type asks for" }) }];
}

/** The alternative that was meant is the one with the fewest complaints, all of them in our own words. */
function unionProblems(path: Path, where: string, issue: z.core.$ZodIssueInvalidUnion): Problem[] {
  const own = decodeComplaint(issue.message);
  if (own) return [{ where, ...own }];
  const alternatives = issue.errors.filter((issues) => issues.every(isOurs));
  const [closest] = alternatives.toSorted((a, b) => a.length - b.length);
  return closest?.flatMap((inner) => issueProblems(path, inner)) ?? [unknownForm(where, issue)];
}

const isOurs = ({ code, message }: SchemaIssue): boolean =>
  (code !== "custom" && code !== "invalid_type") || decodeComplaint(message) !== undefined;

const unknownForm = (where: string, { discriminator }: z.core.$ZodIssueInvalidUnion): Problem => ({
  where,
  problem: "is none of the known forms",
  fix:
    discriminator === undefined ? "write one of the forms that its type lists" : `set ${discriminator} to a known one`,
});

function unknownField(where: string, key: string, known: string): Problem {
  const names = known.split(", ");
  const nearest = nearestName(key, names);
  return {
    where: `${where}.${key}`,
    problem: "unknown field",
    fix: nearest === undefined ? `known fields here: ${known}` : `did you mean ${nearest}?`,
  };
}

/** The known name that a misspelt one was probably meant to be; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1));
    }
    previous = current;
  }
  return at(previous, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
