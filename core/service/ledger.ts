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
}

/** Reserves the UID of a removed service; only a service of the same name may use it again. */
export function retired(name: string, uid: number): Retired {
  return { kind: "retired", name, uid };
}

/** The ordered list of services, which is also the UID ledger. The definitions are checked later, all together. */
export function ledger(...entries: readonly (ServiceDefinition | Retired)[]): Ledger {
  return {
    services: entries.filter((entry) => entry.kind === "service"),
    retired: entries.filter((entry) => entry.kind === "retired"),
  };
}
