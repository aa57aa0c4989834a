import { fileURLToPath } from "node:url";
import ts from "typescript";

const file = fileURLToPath(new URL("./every-field.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A field as it is written in `every-field.ts`, and the text that an editor shows on it. */
export interface Hover {
  /** Exported constant -> names from the outside in. */
  readonly constant: string;
  readonly names: readonly string[];
  readonly text: string;
}

/** What TypeScript's language service, which editors ask, shows on each name in the exported literals. */
export function hovers(): Hover[] {
  const service = languageService();
  const source = service.getProgram()?.getSourceFile(file);
  if (!source) throw new Error(`${file} was not read`);
  const found: Hover[] = [];
  const visit = (node: ts.Node, constant: string, names: readonly string[]): void => {
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      const inside = [...names, (node.name as ts.Identifier | ts.StringLiteral).text];
      const info = service.getQuickInfoAtPosition(file, node.name.getStart(source) + 1);
      found.push({ constant, names: inside, text: ts.displayPartsToString(info?.documentation) });
      ts.forEachChild(node, (child) => {
        visit(child, constant, inside);
      });
      return;
    }
    ts.forEachChild(node, (child) => {
      visit(child, constant, names);
    });
  };
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    const [declaration] = statement.declarationList.declarations;
    if (!declaration?.initializer || !statement.modifiers) continue;
    visit(declaration.initializer, declaration.name.getText(source), []);
  }
  return found;
}

function languageService(): ts.LanguageService {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(
    { ...(config as object), files: [file], include: [] },
    ts.sys,
    root,
  );
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (chosen) => ts.getDefaultLibFilePath(chosen),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
}
