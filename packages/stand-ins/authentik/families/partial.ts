import { createHash } from "node:crypto";
import { keyOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";

/** The user as other objects show it. */
export function partialUser(user: Stored): Stored {
  const fields = ["pk", "username", "name", "is_active", "last_login", "email", "attributes", "uid"];
  return pick(user, fields);
}

/** The group as other objects show it. `num_pk` is made from the UUID, as the server does it. */
export function partialGroup(group: Stored): Stored {
  const digits = BigInt(`0x${keyOf(group).replaceAll("-", "")}`).toString();
  return { num_pk: Number(digits.slice(0, 5)), ...pick(group, ["pk", "name", "is_superuser", "attributes"]) };
}

/** The identifier by which applications know a user: stable, and not the number. */
export function userUid(number: number, secretKey: string): string {
  return createHash("sha256").update(`${number}-${secretKey}`).digest("hex");
}
