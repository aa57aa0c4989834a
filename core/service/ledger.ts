import type { ServiceDefinition } from "../schema/definition.ts";

/** A UID of a removed service: it stays reserved, because files on disk still belong to it. */
export interface Retired {
  readonly kind: "retired";
  readonly name: string;
  readonly uid: number;
}

/** Every service, in order, and every UID that was ever assigned. */
export interface Ledger {
  readonly services: readonly ServiceDefinition[];
  readonly retired: readonly Retired[];
  /** Entries that are neither, in words: at run time nothing has checked their types. */
  readonly strangers: readonly { readonly problem: string; readonly fix: string }[];
}

/** Reserves the UID of a removed service; only a service of the same name may use it again. */
export function retired(name: string, uid: number): Retired {
  return { kind: "retired", name, uid };
}

/** The ordered list of services, which is also the UID ledger. The definitions are checked later, all together. */
export function ledger(...entries: readonly (ServiceDefinition | Retired)[]): Ledger {
  const given: readonly unknown[] = entries;
  return {
    services: entries.filter((entry) => isEntry(entry, "service")),
    retired: entries.filter((entry) => isEntry(entry, "retired")),
    strangers: given.flatMap((entry, index) =>
      isEntry(entry, "service") || isEntry(entry, "retired") ? [] : [stranger(entry, index)],
    ),
  };
}

const isEntry = <Kind extends string>(entry: unknown, kind: Kind): entry is { kind: Kind; name: string } =>
  typeof entry === "object" &&
  entry !== null &&
  "kind" in entry &&
  entry.kind === kind &&
  "name" in entry &&
  typeof entry.name === "string";

/** Dropping such an entry would plan to delete the service that it was meant to be. */
function stranger(entry: unknown, index: number): Ledger["strangers"][number] {
  const where = `entry ${index + 1} of ledger(…)`;
  if (entry === undefined)
    return {
      problem: `${where} is undefined`,
      fix: "import the definition by the name under which its file exports it",
    };
  const [name] =
    typeof entry === "object" && entry !== null
      ? (Object.entries(entry).find(([, value]) => isEntry(value, "service")) ?? [])
      : [];
  if (name !== undefined)
    return { problem: `${where} is a module, not the definition in it`, fix: `import { ${name} } from its file` };
  return {
    problem: `${where} is not a definition`,
    fix: 'write defineService("name", { … }), or retired("name", 2001)',
  };
}
