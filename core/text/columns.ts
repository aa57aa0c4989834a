/** Lines of cells as a table for people: each column as wide as its widest cell, two blanks between. */
export function columns(lines: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  const row = (line: readonly string[]): string => line.map((cell, column) => cell.padEnd(width(column))).join("  ");
  return lines.map((line) => row(line).trimEnd()).join("\n");
}
