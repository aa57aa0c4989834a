import type { ServiceDefinition } from "../schema/definition.ts";

/** A number whose service is gone: it stays taken, because files on disk still carry it. */
export interface Retired {
  readonly kind: "retired";
  readonly name: string;
  readonly uid: number;
}

/** Every service, in order, and every UID that was ever given away. */
export interface Ledger {
  readonly services: readonly ServiceDefinition[];
  readonly retired: readonly Retired[];
}

/** Keeps the UID of a removed service; only a service of that same name may use it again. */
export function retired(name: string, uid: number): Retired {
  return { kind: "retired", name, uid };
}

/** The ordered list of services, which is also the UID ledger. Content is checked later, all of it at once. */
export function ledger(...entries: readonly (ServiceDefinition | Retired)[]): Ledger {
  return {
    services: entries.filter((entry) => entry.kind === "service"),
    retired: entries.filter((entry) => entry.kind === "retired"),
  };
}
