/** A table as text: each column is as wide as its widest cell, with two spaces between columns. */
export function columns(lines: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  const row = (line: readonly string[]): string => line.map((cell, column) => cell.padEnd(width(column))).join("  ");
  return lines.map((line) => row(line).trimEnd()).join("\n");
}
