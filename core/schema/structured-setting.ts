import { parseJson } from "../text/parse-json.ts";

/** A setting as Pulumi's config holds it: a structured one, also if it was set with `-c`, is JSON in a text. */
export function structuredSetting(text: string | undefined): unknown {
  if (text === undefined || !/^[{[]/.test(text)) return text;
  return parseJson(text) ?? text;
}
