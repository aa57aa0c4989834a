import type { Problem } from "../problems/problem.ts";
import { isObject } from "../problems/schema-place.ts";
import { KEY } from "../schema/leaves.ts";

interface Renamed {
  readonly spec: unknown;
  /** New name -> the name in the definition. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * A definition whose containers have names that can be used: under one that cannot, the schema looks at nothing of a
 * container, and everything else about it would come up in the next run only.
 */
export function withUsableNames(spec: unknown): Renamed {
  if (!isObject(spec) || !isObject(spec["containers"])) return { spec, names: new Map() };
  const { containers, web } = spec;
  const names = new Map<string, string>();
  const renamed = Object.entries(containers).map(([key, container]) => {
    if (KEY.test(key)) return [key, container] as const;
    const name = usableName(key, (each) => names.has(each) || Object.hasOwn(containers, each));
    names.set(name, key);
    return [name, container] as const;
  });
  if (names.size === 0) return { spec, names };
  const answers = isObject(web) ? [...names].find(([, key]) => key === web["container"])?.[0] : undefined;
  const changedWeb = isObject(web) && answers !== undefined ? { web: { ...web, container: answers } } : {};
  return { spec: { ...spec, ...changedWeb, containers: Object.fromEntries(renamed) }, names };
}

/** Problems of what is inside the containers that were renamed, at the names that the definition gives. */
export const inside = (problems: readonly Problem[], service: string, names: Renamed["names"]): Problem[] =>
  [...names].flatMap(([name, key]) => {
    const here = `${service}.containers.${name}.`;
    return problems
      .filter(({ where }) => where.startsWith(here))
      .map(({ where, ...rest }) => ({ where: `${service}.containers.${key}.${where.slice(here.length)}`, ...rest }));
  });

function usableName(key: string, taken: (name: string) => boolean): string {
  const letters = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  const name = letters.slice(0, 20).replace(/-+$/, "") || "app";
  for (let count = 1; ; count += 1) {
    const tried = count === 1 ? name : `${name}-${count}`;
    if (!taken(tried)) return tried;
  }
}
