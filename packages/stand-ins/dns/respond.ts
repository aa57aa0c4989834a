import { AUTHORITATIVE_ANSWER, RECURSION_DESIRED } from "dns-packet";
import type { Packet } from "dns-packet";
import type { Zone } from "../cloudflare/state.ts";
import { startOfAuthority } from "./answers.ts";
import { codes, lookUp, zoneOf } from "./lookup.ts";

/** A response and what a log says of it. */
export interface Response {
  readonly packet: Packet;
  /** Response code of RFC 1035. */
  readonly code: number;
}

const rest = (packet: Packet): Omit<Packet, "flags"> => ({
  type: "response",
  id: packet.id,
  questions: packet.questions,
});

/** A header's operation, of which only 0, a plain query, is known here. */
const opcode = ({ flags = 0 }: Packet): number => (flags >> 11) & 0xf;

/** The one flag that a response repeats. */
const kept = ({ flags = 0 }: Packet): number => flags & RECURSION_DESIRED;

function withoutAnswer(query: Packet, code: number): Response {
  return { packet: { ...rest(query), flags: kept(query) | code }, code };
}

/**
 * The response of a server that knows these zones and asks nobody else.
 * @returns undefined for what is no query
 */
export function respond(query: Packet, zones: readonly Zone[]): Response | undefined {
  if (query.type !== "query") return undefined;
  if (opcode(query) !== 0) return withoutAnswer(query, codes.notImplemented);
  const [question, ...more] = query.questions ?? [];
  if (question === undefined || more.length > 0) return withoutAnswer(query, codes.formatError);
  const name = question.name.toLowerCase();
  const zone = zoneOf(zones, name);
  if (zone === undefined || question.class !== "IN") return withoutAnswer(query, codes.refused);
  const { code, answers } = lookUp(zone, name, question.type);
  const none = answers.every(({ type }) => type !== question.type);
  const authorities = none && code !== codes.serverFailure ? [startOfAuthority(zone)] : [];
  const flags = kept(query) | AUTHORITATIVE_ANSWER | code;
  return { packet: { ...rest(query), flags, answers: [...answers], authorities }, code };
}
