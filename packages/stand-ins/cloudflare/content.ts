import { BlockList, isIPv4, isIPv6 } from "node:net";
import { ApiError } from "./envelope.ts";
import { canonicalName, isName } from "./names.ts";

const notPublic = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 4],
] as const) {
  notPublic.addSubnet(net, prefix);
}
for (const [net, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  notPublic.addSubnet(net, prefix, "ipv6");
}

function host(content: string): string | undefined {
  const name = canonicalName(content);
  return isName(name) && name.includes(".") && !isIPv4(name) ? name : undefined;
}

/** How the content of each type is read: the form it is kept in, or undefined when it is not valid. */
const readers: Readonly<Record<string, (content: string) => string | undefined>> = {
  A: (content) => (isIPv4(content) ? content : undefined),
  AAAA: (content) => (isIPv6(content) ? content.toLowerCase() : undefined),
  CNAME: host,
  MX: host,
  NS: host,
  TXT: (content) => (content !== "" && content.length <= 4096 ? content : undefined),
};

// The numbers are Cloudflare's where public reports show them; clients must not depend on the texts.
const problems: Readonly<Record<string, readonly [code: number, message: string]>> = {
  A: [9005, "Content for A record must be a valid IPv4 address."],
  AAAA: [9006, "Content for AAAA record must be a valid IPv6 address."],
  CNAME: [9007, "Content for CNAME record is invalid."],
  MX: [9009, "Content for MX record is invalid."],
  NS: [9008, "Content for NS record is invalid."],
  TXT: [9010, "Content for TXT record is invalid."],
};

/** Whether the stand-in has records of this type. */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(readers, type);
}

/** Whether Cloudflare can stand in front of a record of this type. */
export function isProxiable(type: string): boolean {
  return type === "A" || type === "AAAA" || type === "CNAME";
}

/**
 * The content as it is kept.
 * @throws ApiError when it does not fit the type
 */
export function readContent(type: string, content: unknown): string {
  const read = typeof content === "string" ? readers[type]?.(content) : undefined;
  if (read !== undefined) return read;
  const [code, message] = problems[type] ?? [1004, "DNS Validation Error"];
  throw new ApiError(400, code, message);
}

/**
 * Refuses what cannot be proxied: other types, and addresses that nobody reaches from outside.
 * @throws ApiError
 */
export function checkProxied(type: string, content: string): void {
  if (!isProxiable(type)) throw new ApiError(400, 9041, "This DNS record cannot be proxied.");
  if (type === "CNAME" || !notPublic.check(content, type === "A" ? "ipv4" : "ipv6")) return;
  throw new ApiError(400, 9003, `Target ${content} is not allowed for a proxied record.`);
}
