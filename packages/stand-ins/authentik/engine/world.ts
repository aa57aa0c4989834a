import type { State } from "./state.ts";
import { keyOf } from "./stored.ts";
import type { Stored } from "./stored.ts";

/** The families that hold providers, which share one number sequence and one name space. */
export const providerFamilies = ["oauth2", "proxy", "ldap"] as const;

/** The families that hold stages; "stage" has the ones of a fresh install that this stand-in cannot make. */
export const stageFamilies = [
  "stage",
  "invitation-stage",
  "prompt-stage",
  "user-write-stage",
  "user-login-stage",
] as const;

/** Questions about the objects of one state. */
export class World {
  readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  /** All objects of a family, oldest first. */
  all(family: string): Stored[] {
    return this.state.objects[family] ?? [];
  }

  /** The first object of a family with this value in a field. */
  find(family: string, field: string, value: unknown): Stored | undefined {
    return this.all(family).find((object) => String(object[field]) === String(value));
  }

  /** The object with this key in any of the families. */
  byKey(families: readonly string[], key: unknown): Stored | undefined {
    if (key === null || key === undefined) return undefined;
    return families.map((family) => this.find(family, "pk", key)).find((object) => object !== undefined);
  }

  /** The objects with these keys; a key without an object is left out. */
  byKeys(families: readonly string[], keys: readonly unknown[]): Stored[] {
    return keys.map((key) => this.byKey(families, key)).filter((object) => object !== undefined);
  }

  /** The objects of a family in whose list field a key stands, or whose field holds it. */
  holding(family: string, field: string, key: string): Stored[] {
    return this.all(family).filter((object) => {
      const value = object[field];
      return Array.isArray(value) ? value.map(String).includes(key) : String(value) === key;
    });
  }

  provider(key: unknown): Stored | undefined {
    return this.byKey(providerFamilies, key);
  }

  /** Which family an object belongs to. */
  familyOf(families: readonly string[], object: Stored): string {
    return families.find((family) => this.find(family, "pk", keyOf(object)) !== undefined) ?? "";
  }

  /** Adds an object to its family. */
  insert(family: string, object: Stored): void {
    (this.state.objects[family] ??= []).push(object);
  }

  /** Takes an object out, and nothing else (see deleteObject). */
  take(family: string, object: Stored): void {
    this.state.objects[family] = this.all(family).filter((one) => one !== object);
  }

  /** The next number of one of the two integer sequences. */
  nextNumber(sequence: "provider" | "user"): number {
    const number = this.state.next[sequence];
    this.state.next[sequence] = number + 1;
    return number;
  }
}
