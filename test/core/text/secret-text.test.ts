import { expect, test } from "@jest/globals";
import { cutAtBraces, filled, namesIn, secretText } from "../../../core/text/secret-text.ts";

const VALUE = 'a/b@c $& "d"';
const IN_URL = "a%2Fb%40c%20%24%26%20%22d%22";

test.each([
  ["{user}:{password}", `${VALUE}:${VALUE}`, ["user", "password"]],
  ["postgres://{user}:x@state/app", `postgres://${IN_URL}:x@state/app`, ["user"]],
  ["postgres://app:{a}{b}@state", `postgres://app:${IN_URL}${IN_URL}@state`, ["a", "b"]],
  // The place decides, not that a URL stands somewhere in the text.
  ["url: https://x.org\npassword: {p}", `url: https://x.org\npassword: ${VALUE}`, ["p"]],
  ["url: https://x.org/?k={k} password: {p}", `url: https://x.org/?k=${IN_URL} password: ${VALUE}`, ["k", "p"]],
  ["'https://x.org' '{p}'", `'https://x.org' '${VALUE}'`, ["p"]],
  ['{"a": {"b": "{p}"}}', '{"a": {"b": "a/b@c $& \\"d\\""}}', ["p"]],
  ['{"a": "https://u:{p}@x"}', `{"a": "https://u:${IN_URL}@x"}`, ["p"]],
  ['["{p}"', `["${VALUE}"`, ["p"]],
  // Words in braces that are no names of secrets are found as well: the checks refuse them.
  ["{db_password} {DB-password} { x }", `${VALUE} ${VALUE} ${VALUE}`, ["db_password", "DB-password", " x "]],
  // Braces that hold no word are braces.
  ['{} {"json": 1} {1,2} {', '{} {"json": 1} {1,2} {', []],
  ["{{word}} {{{word}}} {{a}", `{word} {{word}} {${VALUE}`, ["a"]],
  ["", "", []],
])("%j", (text, expected, names) => {
  const cut = secretText(cutAtBraces(text));
  expect(filled(cut, () => VALUE)).toBe(expected);
  expect(namesIn(cut)).toEqual(names);
});
