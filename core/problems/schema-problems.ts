import { z } from "zod";
import { nearestName } from "./nearest-name.ts";
import type { Problem } from "./problem.ts";
import { quoted, shortened, thrownText } from "./quoted.ts";
import { inOrderOfFit, isObject, knownFields, type Place, placeBelow, placeOf } from "./schema-place.ts";
import { meantBranch, tellingFields, type UnionIssue } from "./union-branch.ts";

export type SchemaIssue = z.core.$ZodIssue;

/** Field that belongs to another tool -> what to do here. */
export type Advice = Readonly<Record<string, string>>;

/** Where a schema's issues are told: the path so far, and the fields of other tools. */
interface Scope {
  readonly path: readonly string[];
  readonly advice: Advice;
}

/**
 * A value read by its schema, or every problem with it. `root` begins each place, as in `feeds.data.db.quota`.
 * A value that throws while it is read is a problem as well.
 */
export function readBy<S extends z.ZodType>(
  schema: S,
  value: unknown,
  root: string,
  advice: Advice = {},
): { readonly data: z.output<S>; readonly problems: readonly [] } | { readonly problems: readonly Problem[] } {
  try {
    const ignored = ignoredNames(value, [root]);
    if (ignored.length > 0) return { problems: ignored };
    const result = schema.safeParse(value);
    if (result.success) return { data: result.data, problems: [] };
    return { problems: problemsAt({ path: [root], advice }, placeOf(schema, value), result.error.issues) };
  } catch (error) {
    const problem = `cannot be read: ${thrownText(error)}`;
    return { problems: [{ where: root, problem, fix: "write plain data: texts, numbers, lists and { … }" }] };
  }
}

const DEEPEST = 8;

/** A field called `__proto__`, which JavaScript and zod pass over in silence. */
function ignoredNames(value: unknown, path: readonly string[]): Problem[] {
  if (!isObject(value) || path.length > DEEPEST) return [];
  return Object.keys(value).flatMap((key) =>
    key === "__proto__"
      ? [
          {
            where: written([...path, key]),
            problem: "is a name that JavaScript keeps for itself",
            fix: "choose another name",
          },
        ]
      : ignoredNames(value[key], [...path, key]),
  );
}

const problemsAt = (scope: Scope, place: Place, issues: readonly SchemaIssue[]): Problem[] =>
  issues.flatMap((issue) => issueProblems(scope, place, issue));

function issueProblems(scope: Scope, root: Place, issue: SchemaIssue): Problem[] {
  const place = issue.path.reduce<Place | undefined>((at, key) => at && placeBelow(at, key), root);
  const below = { ...scope, path: [...scope.path, ...issue.path.map(String)] };
  const where = written(below.path);
  if (!place) return [{ where, problem: issue.message, fix: "write what the field's type asks for" }];
  if (issue.code === "unrecognized_keys") return fieldProblems(below, place, issue.keys);
  if (issue.code === "invalid_key") return keyProblems(below, place, root, issue);
  if (issue.code === "invalid_union") return unionProblems(below, place, issue);
  return [{ where, ...described(place, issue) }];
}

const written = (path: readonly string[]): string => path.map((part) => shortened(part, 80)).join(".");

function described(place: Place, issue: SchemaIssue): Omit<Problem, "where"> {
  const { value } = place;
  const [option] = inOrderOfFit(place.schema, value);
  const {
    what = "what belongs here",
    explain,
    fix,
  } = { ...place.wording, ...(value === undefined ? {} : option?.wording) };
  const told = fix ?? `write { … } with ${knownFields(place.schema).join(", ")}`;
  if (value === undefined) return { problem: "is missing", fix: told };
  if (issue.code === "custom") {
    const own: unknown = issue.params?.["fix"];
    return { problem: issue.message, fix: typeof own === "string" ? own : told };
  }
  if (issue.code === "too_small" && Array.isArray(value)) return { problem: "is an empty list", fix: told };
  return { problem: explain?.(value) ?? `${quoted(value)} is not ${what}`, fix: told };
}

/** An entry under a bad name: what is wrong with the name, and with what stands there. */
function keyProblems(scope: Scope, entry: Place, root: Place, issue: z.core.$ZodIssueInvalidKey): Problem[] {
  const map = issue.path.slice(0, -1).reduce<Place | undefined>((at, key) => at && placeBelow(at, key), root);
  const def = map?.schema._zod.def;
  if (def?.type !== "record") return [];
  const issues = z.safeParse(def.valueType, entry.value).error?.issues ?? [];
  const key = placeOf(def.keyType, issue.path.at(-1));
  const named = issue.issues.slice(0, 1).map((inner) => ({ where: written(scope.path), ...described(key, inner) }));
  return [...named, ...problemsAt(scope, entry, issues)];
}

function unionProblems(scope: Scope, place: Place, issue: UnionIssue): Problem[] {
  const branch = meantBranch(place, issue);
  if (branch) return problemsAt(scope, branch.place, branch.issues);
  const { schema, value, wording } = place;
  const telling = tellingFields(place);
  const where = written(scope.path);
  if (!isObject(value) || telling.length === 0) return [{ where, ...described(withoutForms(place), issue) }];
  const unknown = Object.keys(value).filter((key) => !knownFields(schema).includes(key));
  const told = telling.filter((key) => Object.hasOwn(value, key));
  if (told.length === 0 && unknown.length > 0) return fieldProblems(scope, place, unknown);
  const problem = told.length === 0 ? `says none of ${telling.join(", ")}` : `says both ${told.join(" and ")}`;
  return [{ where, problem, fix: wording.fix ?? `write one of ${telling.join(", ")}` }];
}

/** None of its forms was meant, so none of them explains it. */
const withoutForms = (place: Place): Place => ({ ...place, schema: z.unknown() });

function fieldProblems({ path, advice }: Scope, place: Place, keys: readonly string[]): Problem[] {
  const known = knownFields(place.schema);
  return keys.map((key) => {
    if (known.includes(key)) return mixedForms(path, place, key);
    const where = written([...path, key]);
    if (Object.hasOwn(advice, key)) return { where, problem: "unknown field", fix: advice[key] ?? "" };
    const nearest = nearestName(key, known);
    const fix = nearest === undefined ? `known fields here: ${known.join(", ")}` : `did you mean ${nearest}?`;
    return { where, problem: "unknown field", fix };
  });
}

/** One form of a union refused a field that another one has. */
function mixedForms(path: readonly string[], place: Place, key: string): Problem {
  const telling = tellingFields(place);
  const others = telling.filter((name) => name !== key && isObject(place.value) && Object.hasOwn(place.value, name));
  return telling.includes(key)
    ? { where: written(path), problem: `says both ${[key, ...others].join(" and ")}`, fix: "write one of them" }
    : { where: written([...path, key]), problem: `does not go with ${others.join(" and ")}`, fix: "remove it" };
}
