import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

const length = 32;

/** A salted hash, "salt:hash" in hexadecimal. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${scryptSync(password, salt, length).toString("hex")}`;
}

/** Whether a password is the one that was hashed; never for a user without one. */
export function isPassword(password: string, hash: string | undefined): boolean {
  const [salt, kept] = (hash ?? "").split(":").map((part) => Buffer.from(part, "hex"));
  if (salt === undefined || kept?.length !== length) return false;
  return timingSafeEqual(scryptSync(password, salt, length), kept);
}
