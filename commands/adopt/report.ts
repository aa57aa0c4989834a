import { columns } from "../../core/text/columns.ts";
import type { Finding } from "./match.ts";

/** The findings as a table; objects that do not exist are only counted. */
export function report(findings: readonly Finding[]): string {
  const shown = findings.flatMap((finding) => {
    const { type, name } = finding.planned;
    const kind = type.slice(type.lastIndexOf(":") + 1);
    if (finding.outcome === "absent") return [];
    return finding.outcome === "found" ? [[kind, name, finding.id]] : [[kind, name, `left alone: ${finding.why}`]];
  });
  const absent = findings.length - shown.length;
  const rest = absent === 0 ? [] : [`Do not exist, and will be created by the next up: ${absent}`];
  return [...(shown.length === 0 ? [] : [columns([["KIND", "RESOURCE", "ID"], ...shown])]), ...rest].join("\n");
}
