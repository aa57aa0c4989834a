import { isDeepStrictEqual } from "node:util";

// The signature key and the marks below are constants of the engine's wire format.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const outputMark = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** A property bag as the engine sends it: plain JSON, with marked objects for secrets and outputs. */
export type Properties = Readonly<Record<string, unknown>>;

/** Stands for a value that is known only after a deployment. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value with every secret and output wrapper taken off, deeply. Unknown values stay as they are. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const mark = value[signatureKey];
  if (mark === secretMark) return plain(value["value"]);
  if (mark === outputMark) return "value" in value ? plain(value["value"]) : unknownValue;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** A property bag with every wrapper taken off and absent (null) properties left out. */
export function plainProperties(properties: Properties): Properties {
  const entries = Object.entries(plain(properties) as Properties);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

/** Whether a value is a secret or output, or holds one. */
function isWrapped(value: unknown): boolean {
  return !isDeepStrictEqual(plain(value), value);
}

/**
 * A resource's state without absent properties, in which what was a secret in the inputs stays one.
 * @param alwaysSecret whether a property is a secret whatever the inputs say; default: none is
 */
export function withSecrets(
  state: Properties,
  inputs: Properties,
  alwaysSecret: (name: string) => boolean = () => false,
): Properties {
  const entries = Object.entries(state).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, alwaysSecret(name) || isWrapped(inputs[name]) ? secret(value) : value]),
  );
}

/** The value marked as secret for the engine; one that is marked already stays as it is. */
export function secret(value: unknown): unknown {
  if (isObject(value) && value[signatureKey] === secretMark) return value;
  return { [signatureKey]: secretMark, value };
}
