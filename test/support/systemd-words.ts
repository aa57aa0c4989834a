/**
 * Splits a value as systemd splits `ExecStart=`: blanks separate words, quotes keep them, C escapes inside;
 * then `%%` and `$$` become one character. Only what the generator emits.
 */
export function systemdWords(line: string): string[] {
  const words = line.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
  return words.map((word) => expand(word.startsWith('"') ? unescape(word.slice(1, -1)) : word));
}

const expand = (word: string): string => word.replaceAll("%%", "%").replaceAll("$$", () => "$");

function unescape(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|.)/g, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16));
    return { t: "\t", n: "\n", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" }[code] ?? code;
  });
}
