import { isIPv4 } from "node:net";
import type { DnsRecord, Zone } from "./state.ts";

/** Type numbers of RFC 1035 and RFC 3596, as far as services have such records. */
const TYPES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, AAAA: 28 };
const HEADER = 12;
/** What "automatic" means for a name that is not proxied, by Cloudflare's documentation. */
const AUTOMATIC_SECONDS = 300;
/** Where proxied names lead: addresses for examples (RFC 5737, RFC 3849) in the place of Cloudflare's own. */
const PROXY: Readonly<Record<string, string>> = { A: "198.51.100.1", AAAA: "2001:db8:cf::1" };
const CODE = { none: 0, unreadable: 1, noSuchName: 3, refused: 5 } as const;

interface Question {
  /** In lower case, without a dot at the end. */
  readonly name: string;
  readonly type: number;
  /** First byte after the question. */
  readonly end: number;
}

/** The zones' answer to a DNS message (RFC 1035) with one question; names outside them are refused. */
export function answerTo(message: Buffer, zones: readonly Zone[]): Buffer {
  const question = readQuestion(message);
  if (question === undefined) return reply(message, HEADER, CODE.unreadable, []);
  const { name, type, end } = question;
  const zone = zones.find((each) => name === each.name || name.endsWith(`.${each.name}`));
  if (zone === undefined) return reply(message, end, CODE.refused, []);
  const known = zone.records.filter((record) => record.name === name);
  if (known.length === 0) return reply(message, end, CODE.noSuchName, []);
  return reply(message, end, CODE.none, found(known, type, zone));
}

function readQuestion(message: Buffer): Question | undefined {
  if (message.length < HEADER || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let position = HEADER;
  for (let length = message[position]; length !== 0; length = message[position]) {
    if (length === undefined || length > 63) return undefined;
    labels.push(message.toString("latin1", position + 1, position + 1 + length));
    position += 1 + length;
  }
  const end = position + 5;
  if (message.length < end) return undefined;
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(position + 1), end };
}

/** The records of one name that answer a type; an alias brings its target's along. */
function found(known: readonly DnsRecord[], type: number, zone: Zone): Buffer[] {
  return known.flatMap((record) => {
    if (record.proxied) return Object.keys(PROXY).flatMap((kind) => proxied(record, kind, type));
    if (TYPES[record.type] === type) return [encode(record, record.type, record.content)];
    if (record.type !== "CNAME") return [];
    const target = zone.records.filter(({ name, type: kind }) => name === record.content && kind !== "CNAME");
    return [encode(record, "CNAME", record.content), ...found(target, type, zone)];
  });
}

const proxied = (record: DnsRecord, kind: string, type: number): Buffer[] =>
  TYPES[kind] === type ? [encode(record, kind, PROXY[kind] ?? "")] : [];

function encode({ name, ttl }: DnsRecord, type: string, content: string): Buffer {
  const data = type === "CNAME" ? nameBytes(content) : addressBytes(content);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type] ?? 0, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl === 1 ? AUTOMATIC_SECONDS : ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "latin1")]);
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (text: string | undefined): string[] => (text === undefined || text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return Buffer.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]));
}

function reply(message: Buffer, end: number, code: number, records: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(message.length < 2 ? 0 : message.readUInt16BE(0), 0);
  // An answer (QR), by who knows (AA), with recursion as asked for and as if it were there.
  header.writeUInt16BE(0x8580 | code, 2);
  header.writeUInt16BE(end === HEADER ? 0 : 1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, message.subarray(HEADER, end), ...records]);
}
