/** Plain data as the engine's protocol carries it. */
export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** How the protocol writes a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value as a secret. */
export const wrapSecret = (value: Json): Json => ({ [SIGNATURE]: SECRET, value });

/** The value inside a secret's wrapper; undefined for anything that is not wrapped. */
export function secretInside(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value[SIGNATURE] === SECRET ? value["value"] : undefined;
}

/** The same data with each secret revealed, or hidden as "[secret]". */
export function withoutSecrets(value: Json, what: "reveal" | "hide"): Json {
  const inside = secretInside(value);
  if (inside !== undefined) return what === "hide" ? "[secret]" : withoutSecrets(inside, what);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, what));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, what)]));
}
