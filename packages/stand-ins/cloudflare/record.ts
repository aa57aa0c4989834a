import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { checkProxied, isKnownType, isProxiable, readContent } from "./content.ts";
import { ApiError } from "./envelope.ts";
import { fullName } from "./names.ts";
import type { DnsRecord, Zone } from "./state.ts";

// Read-only fields that a client sends back are ignored, as other unknown ones are.
const writable = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  content: z.string().optional(),
  proxied: z.boolean().optional(),
  ttl: z.number().optional(),
  settings: z.record(z.string(), z.boolean().nullable()).optional(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).optional(),
  priority: z.number().nullish(),
  private_routing: z.boolean().nullish(),
});

/** What a client may say about a record. */
export type RecordBody = z.infer<typeof writable>;

/** The body of a create or change; throws an ApiError when it is none. */
export function readRecordBody(json: unknown): RecordBody {
  if (json === undefined) throw new ApiError(400, 6007, "Malformed JSON in request body");
  const read = writable.safeParse(json);
  if (read.success) return read.data;
  const fields = read.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new ApiError(400, 9207, `Request body is invalid: ${fields}`);
}

const commentLimit = 100;

function checkTtl(ttl: number): number {
  if (ttl === 1 || (Number.isInteger(ttl) && ttl >= 60 && ttl <= 86_400)) return ttl;
  throw new ApiError(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
}

function checkComment(comment: string): string {
  if (comment.length <= commentLimit) return comment;
  const message = `DNS record comment exceeds the maximum length of ${commentLimit} characters.`;
  throw new ApiError(400, 9313, message);
}

/** The settings are CNAMEs' only: other types answer with none, whatever was sent. */
function readSettings(type: string, given: RecordBody["settings"]): Record<string, boolean> {
  if (type !== "CNAME") return {};
  const set = Object.entries(given ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return { flatten_cname: false, ...Object.fromEntries(set) };
}

function readType(type: string | undefined): string {
  const known = type?.toUpperCase() ?? "";
  if (isKnownType(known)) return known;
  throw new ApiError(400, 9020, `Invalid DNS record type (the stand-in has A, AAAA, CNAME, MX, NS, TXT).`);
}

function readPriority(type: string, priority: RecordBody["priority"]): { priority?: number } {
  if (type !== "MX") return {};
  if (typeof priority === "number" && Number.isInteger(priority) && priority >= 0 && priority <= 65_535) {
    return { priority };
  }
  throw new ApiError(400, 9101, "priority is a required data field.");
}

function readComment(body: RecordBody, before: DnsRecord | undefined, now: string): Partial<DnsRecord> {
  if (body.comment === undefined || body.comment === null || body.comment === "") return { comment: null };
  const comment = checkComment(body.comment);
  const same = before?.comment === comment ? before.comment_modified_on : undefined;
  return { comment, comment_modified_on: same ?? now };
}

/**
 * The record that a body describes; what is left out gets its default.
 * @param before the record that it replaces: its id and its time of creation stay
 * @throws ApiError when the API would refuse it
 */
export function recordFrom(body: RecordBody, zone: Zone, before?: DnsRecord): DnsRecord {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const type = readType(body.type);
  const name = fullName(body.name ?? "", zone.name);
  if (name === undefined) throw new ApiError(400, 9000, "DNS name is invalid.");
  const content = readContent(type, body.content);
  const proxied = body.proxied ?? false;
  if (proxied) checkProxied(type, content);
  if (type === "CNAME" && content === name) throw new ApiError(400, 9039, "CNAME records cannot reference themselves.");
  const ttl = checkTtl(body.ttl ?? 1);
  const tags = body.tags ?? [];
  if (tags.length > 0) {
    throw new ApiError(400, 9300, `DNS record has ${tags.length} tags, exceeding the quota of 0.`);
  }
  return {
    id: before?.id ?? randomBytes(16).toString("hex"),
    ...{ name, type, content, proxiable: isProxiable(type), proxied },
    // Cloudflare decides the TTL of what it proxies.
    ttl: proxied ? 1 : ttl,
    ...{ settings: readSettings(type, body.settings), meta: {}, comment: null, tags },
    ...readComment(body, before, now),
    ...readPriority(type, body.priority),
    ...(typeof body.private_routing === "boolean" ? { private_routing: body.private_routing } : {}),
    ...{ created_on: before?.created_on ?? now, modified_on: now },
  };
}

const addresses: readonly string[] = ["A", "AAAA"];

/**
 * Refuses a record that cannot stand beside the others of its zone: an identical one, or a CNAME
 * beside an address or another CNAME of the same name.
 * @throws ApiError
 */
export function checkConflicts(candidate: DnsRecord, zone: Zone): void {
  const others = zone.records.filter(({ id, name }) => id !== candidate.id && name === candidate.name);
  const key = ({ type, content, priority }: DnsRecord): unknown => [type, content.toLowerCase(), priority];
  if (others.some((other) => isDeepStrictEqual(key(other), key(candidate)))) {
    throw new ApiError(400, 81058, "An identical record already exists.");
  }
  const types = others.map(({ type }) => type);
  if (addresses.includes(candidate.type) && types.includes("CNAME")) {
    throw new ApiError(400, 81054, "A CNAME record with that host already exists.");
  }
  if (candidate.type === "CNAME" && types.some((type) => type === "CNAME" || addresses.includes(type))) {
    throw new ApiError(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
}
