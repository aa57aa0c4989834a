import { spawnSync } from "node:child_process";
import { invalid } from "./refusal.ts";

const limitMs = 20_000;

// Wrapped as the server wraps it: what stands alone may not be valid within a function.
const compiler = `import sys, textwrap
code = "def handler():\\n" + textwrap.indent(sys.stdin.read(), "    ") + "\\nresult = handler()"
try:
    compile(code, "expression", "exec")
except (SyntaxError, ValueError) as error:
    print(error)
`;

/** Expression -> what Python says about it; "" when it compiles. */
const known = new Map<string, string>();

function problemOf(expression: string): string {
  const { error, status, stdout, stderr } = spawnSync("python3", ["-I", "-S", "-c", compiler], {
    input: expression,
    encoding: "utf8",
    timeout: limitMs,
  });
  if (error !== undefined || status !== 0) throw new Error(`python3 cannot compile: ${error?.message ?? stderr}`);
  return stdout.trim();
}

/**
 * Compiles an expression, as the server does with each one that it is given.
 * @throws Refusal when it is no valid Python
 */
export function checkExpression(expression: unknown): void {
  if (typeof expression !== "string") return;
  const problem = known.get(expression) ?? problemOf(expression);
  known.set(expression, problem);
  if (problem !== "") throw invalid("expression", `Expression Syntax Error: ${problem}`);
}
