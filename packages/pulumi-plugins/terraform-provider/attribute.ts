/** How an attribute travels in a request that creates or updates. */
export type Sending =
  /** its value, zero values included; left out when there is none */
  | "always"
  /** only a value that is neither empty, 0 nor false: the provider can never switch such a one off */
  | "whenSet"
  /** the value, or null when it is empty */
  | "orNull"
  /** the text, or "" when there is none */
  | "orEmpty"
  /** the list, or [] when there is none */
  | "list"
  /** JSON text as what it says */
  | "json"
  | "never";

/** What a value must look like beyond its type; the provider checks it before any call. */
export type Rule = readonly string[] | "duration" | "json" | "redirectUris";

/** One attribute of a resource: how the provider checks, sends, reads and compares it. */
export interface Attribute {
  /** Its key in the API where that is not the property's name in snake_case. */
  readonly key?: string;
  readonly send: Sending;
  /** What the provider takes when nothing is given. */
  readonly fallback?: string | number | boolean;
  /** Not given, it keeps what the server decided. */
  readonly computed?: true;
  /** Taken from answers: "whenGiven" only where the program gave a value. Default "always". */
  readonly read?: "always" | "whenGiven" | "never";
  /** A change makes a new resource. */
  readonly replaces?: true;
  readonly rule?: Rule;
  /** Line ends at the end do not count: the server strips them. */
  readonly trimmed?: true;
}

/** An attribute the API demands. */
export const required: Attribute = { send: "always" };

/** An attribute with a value of its own when nothing is given. */
export const or = (fallback: string | number | boolean, rule?: Rule): Attribute => ({
  send: "always",
  fallback,
  ...(rule === undefined ? {} : { rule }),
});

/** An attribute that is sent only when it is set. */
export const whenSet: Attribute = { send: "whenSet" };

/** A reference that is cleared when nothing is given. */
export const orNull: Attribute = { send: "orNull" };

/** A list that is emptied when nothing is given. */
export const list: Attribute = { send: "list" };

/** What the server decides alone. */
export const serverMade: Attribute = { send: "never", computed: true };

/** A JSON object as text. */
export const json: Attribute = { send: "json", fallback: "{}", rule: "json" };

/** Python source text. */
export const expression: Attribute = { send: "always", trimmed: true };

/** A time span such as "minutes=10". */
export const duration = (fallback: string): Attribute => or(fallback, "duration");

/** One resource: where it lives in the API and what it consists of. */
export interface ResourceShape {
  /** Its collection below /api/v3, with a slash at each end. */
  readonly path: string;
  /** The key of an answer that is the resource's id. */
  readonly idKey: string;
  /** What is added to the address of a read. */
  readonly readQuery?: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The API's key of an attribute. */
export function apiKey(name: string, attribute: Attribute): string {
  return attribute.key ?? name.replaceAll(/[A-Z]/g, (part) => `_${part.toLowerCase()}`);
}
