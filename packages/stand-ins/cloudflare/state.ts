import { createHash } from "node:crypto";
import { z } from "zod";

const record = z.strictObject({
  /** 32 hexadecimal digits. */
  id: z.string(),
  /** The full name, in lower case and Punycode, without a dot at the end. */
  name: z.string(),
  type: z.string(),
  content: z.string(),
  proxiable: z.boolean(),
  proxied: z.boolean(),
  /** Seconds; 1 = automatic. */
  ttl: z.number(),
  settings: z.record(z.string(), z.boolean()),
  meta: z.record(z.string(), z.unknown()),
  comment: z.string().nullable(),
  tags: z.array(z.string()),
  created_on: z.string(),
  modified_on: z.string(),
  /** Only with a comment. */
  comment_modified_on: z.string().optional(),
  /** MX only. */
  priority: z.number().optional(),
  private_routing: z.boolean().optional(),
});

const zone = z.strictObject({ id: z.string(), name: z.string(), created_on: z.string(), records: z.array(record) });

/** A DNS record in the API's own form. */
export type DnsRecord = z.infer<typeof record>;

/** A zone and its records. */
export type Zone = z.infer<typeof zone>;

/** Everything the stand-in holds. */
export interface CloudflareState {
  readonly zones: Zone[];
}

const state = z.strictObject({ zones: z.array(zone) });

/** Reads a saved state; throws when it is none. */
export function parseState(json: unknown): CloudflareState {
  return state.parse(json);
}

/** The id of a zone: the same at every start, so that a stack's config can name it beforehand. */
export function zoneId(name: string): string {
  return createHash("sha256").update(`zone ${name}`).digest("hex").slice(0, 32);
}

/** A zone without records. */
export function newZone(name: string): Zone {
  return { id: zoneId(name), name, created_on: new Date().toISOString(), records: [] };
}
