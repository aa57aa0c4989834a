import { listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";

const forbiddenSchemes = ["javascript:", "data:", "vbscript:"];

/** Whether a provider allows a redirect URI: strict = the same text, regex = the whole text fits. */
export function allowsRedirect(provider: Stored, uri: string): boolean {
  if (!URL.canParse(uri) || forbiddenSchemes.includes(new URL(uri).protocol)) return false;
  return (listOf(provider, "redirect_uris") as Stored[]).some((one) => {
    const url = textOf(one, "url");
    return one["matching_mode"] === "regex" ? new RegExp(`^(?:${url})$`).test(uri) : url === uri;
  });
}
