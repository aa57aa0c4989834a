import { isDeepStrictEqual } from "node:util";
import { plain, secret } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Attribute } from "./attribute.ts";
import { changes, isEmpty } from "./plan.ts";
import { resourceOf } from "./resources.ts";

function worthImporting({ fallback, computed, send }: Attribute, value: unknown): boolean {
  const isDemanded = send === "always" && fallback === undefined && computed !== true;
  if (isDemanded) return value !== undefined;
  return computed !== true && !isEmpty(value) && !isDeepStrictEqual(value, fallback);
}

/**
 * The inputs that describe what a read found: those of the last deployment with the values that
 * differ on the server, or, for an import, everything that is not the provider's default.
 * @param inputs of the last deployment; empty for an import @param outputs what the read found
 */
export function inputsAfterRead(type: string, inputs: Properties, outputs: Properties): Properties {
  const { shape } = resourceOf(type);
  const found = plain(outputs) as Properties;
  if (Object.keys(inputs).length === 0) {
    const known = Object.entries(shape.attributes).filter(([name, attribute]) =>
      worthImporting(attribute, found[name]),
    );
    return Object.fromEntries(known.map(([name]) => [name, outputs[name]]));
  }
  const before = plain(inputs) as Properties;
  const changed = new Set(changes(shape, before, found).filter((name) => name in inputs));
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      if (!changed.has(name)) return [name, value];
      const hidden = !isDeepStrictEqual(value, before[name]);
      return [name, hidden ? secret(found[name]) : outputs[name]];
    }),
  );
}
