import type { Stored } from "../engine/stored.ts";

/** The four read-only fields by which the server says what kind of object this is. */
export function modelKind(component: string, name: string, model: string): Stored {
  const plural = name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
  return { component, verbose_name: name, verbose_name_plural: plural, meta_model_name: model };
}
