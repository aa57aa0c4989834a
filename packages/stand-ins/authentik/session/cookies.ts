import { createHash, randomBytes } from "node:crypto";
import type { ApiRequest } from "../../server/messages.ts";

/** What a cookie is set with. */
export interface CookieScope {
  /** Only over TLS. */
  readonly secure: boolean;
  /** All hosts of a domain; without it this host only. */
  readonly domain?: string;
  /** Seconds; without it until the browser ends. 0 removes the cookie. */
  readonly maxAge?: number;
}

/** A `Set-Cookie` value that scripts cannot read. */
export function setCookie(name: string, value: string, { secure, domain, maxAge }: CookieScope): string {
  const parts = [`${name}=${value}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  if (domain !== undefined) parts.push(`Domain=${domain}`);
  if (maxAge !== undefined) parts.push(`Max-Age=${Math.floor(maxAge)}`);
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** The value of a request's cookie, or undefined. */
export function cookie({ headers }: Pick<ApiRequest, "headers">, name: string): string | undefined {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A value that nobody guesses: 43 characters. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What the state keeps of a token or cookie, so that the state file is no key to anything. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
