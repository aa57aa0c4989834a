import type { Family, Reference } from "./family.ts";
import { keyOf } from "./stored.ts";
import type { Stored } from "./stored.ts";
import type { World } from "./world.ts";

function letGo(holder: Stored, field: string, key: string): void {
  const value = holder[field];
  holder[field] = Array.isArray(value) ? value.filter((one) => String(one) !== key) : null;
}

/**
 * Deletes an object, and what cannot be without it.
 * @param families every kind of object, by the name in the state
 */
export function deleteObject(
  world: World,
  families: ReadonlyMap<string, Family>,
  { family, object }: { readonly family: string; readonly object: Stored },
): void {
  world.take(family, object);
  const key = keyOf(object);
  const concerned = ([, { to }]: [string, Reference]): boolean => to.includes(family);
  for (const holding of families.values()) {
    for (const [field, { gone }] of Object.entries(holding.references).filter(concerned)) {
      for (const holder of world.holding(holding.name, field, key)) {
        if (gone === "cascade") deleteObject(world, families, { family: holding.name, object: holder });
        else letGo(holder, field, key);
      }
    }
  }
}
