import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What a field's doc comment says, as the editor shows it. */
export interface FieldDoc {
  /** Such as `containers.*.health.http`: `*` is a name that the definition chooses. */
  readonly path: string;
  readonly optional: boolean;
  /**
   * Of a required field that only some forms of a union have: what tells its form from the others, such as
   * `mode: "acme"`; empty if the field itself does. Undefined for every other field.
   */
  readonly form?: string;
  readonly description: string;
  /** The words behind `@default`; undefined without it. */
  readonly default: string | undefined;
  /** What stands behind each `@example`, as it would be written. */
  readonly examples: readonly string[];
}

/** A type that is documented, and the module that exports it. */
export interface DocumentedType {
  readonly module: string;
  readonly name: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One program for all types: reading them is what takes the time. */
export function fieldDocs(types: readonly DocumentedType[]): FieldDoc[][] {
  const files = types.map(({ module }) => `${root}${module}`);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  return types.map(({ name }, index) => {
    const source = program.getSourceFile(files[index] ?? "");
    const module = source && checker.getSymbolAtLocation(source);
    const symbol = module && checker.getExportsOfModule(module).find((each) => each.name === name);
    if (!symbol) throw new Error(`${files[index] ?? ""} exports no ${name}`);
    return merged(below(checker, checker.getDeclaredTypeOfSymbol(symbol), ""));
  });
}

/** Every field below a type. */
function below(checker: ts.TypeChecker, type: ts.Type, path: string): FieldDoc[] {
  const known = checker.getNonNullableType(type);
  if (known.isUnion()) return ofForms(checker, known.types, path);
  if (!(known.flags & ts.TypeFlags.Object) || known.getCallSignatures().length > 0) return [];
  const item = checker.getIndexTypeOfType(known, ts.IndexKind.Number);
  if (item && (checker.isArrayType(known) || checker.isTupleType(known))) return below(checker, item, path);
  const fields = checker.getPropertiesOfType(known);
  // A reference to a secret is made by a function, and nobody writes its fields.
  if (fields.some(({ name }) => name === "kind")) return [];
  const own = fields.flatMap((field) => {
    const at = path === "" ? field.name : `${path}.${field.name}`;
    return [docOf(checker, field, at), ...below(checker, checker.getTypeOfSymbol(field), at)];
  });
  const entries = checker.getIndexInfosOfType(known).map(({ type: entry }) => entry);
  return [...own, ...entries.flatMap((entry) => below(checker, entry, path === "" ? "*" : `${path}.*`))];
}

/** The fields of each form of a union. */
function ofForms(checker: ts.TypeChecker, types: readonly ts.Type[], path: string): FieldDoc[] {
  const forms = types
    .map((type) => ({ mark: markOf(checker, type), docs: below(checker, type, path) }))
    .filter(({ docs }) => docs.length > 0);
  const inEach = (doc: FieldDoc): boolean => forms.every(({ docs }) => docs.some((other) => other.path === doc.path));
  const isOwn = (doc: FieldDoc): boolean => !doc.path.slice(path === "" ? 0 : path.length + 1).includes(".");
  return forms.flatMap(({ mark, docs }) =>
    docs.map((doc) => (doc.optional || !isOwn(doc) || inEach(doc) ? doc : { ...doc, form: mark })),
  );
}

/** The field with one possible text, which tells a form from the others. */
function markOf(checker: ts.TypeChecker, form: ts.Type): string {
  const [mark = ""] = checker.getPropertiesOfType(form).flatMap((field) => {
    const type = checker.getTypeOfSymbol(field);
    return type.isStringLiteral() ? [`${field.name}: "${type.value}"`] : [];
  });
  return mark;
}

function docOf(checker: ts.TypeChecker, field: ts.Symbol, path: string): FieldDoc {
  const tags = field.getJsDocTags(checker);
  const textOf = ({ text }: ts.JSDocTagInfo): string => ts.displayPartsToString(text).trim();
  const all = (name: string): string[] => tags.filter((tag) => tag.name === name).map(textOf);
  return {
    path,
    optional: (field.flags & ts.SymbolFlags.Optional) !== 0,
    description: oneLine(ts.displayPartsToString(field.getDocumentationComment(checker))),
    default: all("default")[0],
    examples: all("example"),
  };
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** A field that several forms of a union have, with the examples of each. */
function merged(docs: readonly FieldDoc[]): FieldDoc[] {
  const byPath = new Map<string, FieldDoc>();
  for (const doc of docs) {
    const known = byPath.get(doc.path);
    const examples = [...new Set([...(known?.examples ?? []), ...doc.examples])];
    const optional = doc.optional || known?.optional === true;
    byPath.set(doc.path, { ...doc, ...known, optional, default: known?.default ?? doc.default, examples });
  }
  return [...byPath.values()];
}
