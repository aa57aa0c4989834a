import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Resolver } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decode, encode, streamDecode, streamEncode } from "dns-packet";
import type { Packet, Question } from "dns-packet";
import { startDns } from "../dns/server.ts";
import type { RunningDns } from "../dns/server.ts";
import { loggedRequests } from "./support.ts";
import { recordsPath, testCloudflare } from "./cloudflare-support.ts";
import type { TestCloudflare } from "./cloudflare-support.ts";

let cloudflare: TestCloudflare;
let dns: RunningDns;
let resolver: Resolver;
let log: string;

beforeAll(async () => {
  cloudflare = await testCloudflare();
  log = join(dirname(cloudflare.options.log), "dns.log");
  dns = await startDns({ port: 0, zones: () => cloudflare.running.zones(), log });
  resolver = new Resolver({ timeout: 5_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${dns.port}`]);
  for (const [type, name, content, more] of [
    ["A", "feeds", "203.0.113.4", { ttl: 120 }],
    ["A", "feeds", "203.0.113.5", { ttl: 1 }],
    ["AAAA", "feeds", "2001:db8::4", {}],
    ["CNAME", "news", "feeds.home.test", {}],
    ["CNAME", "away", "elsewhere.example.org", {}],
    ["CNAME", "lost", "nobody.home.test", {}],
    ["CNAME", "one", "other.home.test", {}],
    ["CNAME", "other", "one.home.test", {}],
    ["CNAME", "@", "feeds.home.test", {}],
    ["A", "shop", "203.0.113.6", { proxied: true }],
    ["A", "a.b", "203.0.113.7", {}],
    ["A", "*.wild", "203.0.113.8", {}],
  ] as const) {
    await cloudflare.create({ type, name, content, ttl: 60, ...more });
  }
});

afterAll(async () => {
  await dns.close();
  await cloudflare.stop();
});

/** Addresses in order, or the error's code: ENOTFOUND for "no such name", ENODATA for "none of that type". */
const ask = (name: string, type: "A" | "AAAA" | "CNAME"): Promise<string | string[]> =>
  resolver.resolve(name, type).then(
    (answers) => answers.sort(),
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? "",
  );

const query = (questions: Question[], flags = 0): Packet => ({ type: "query", id: 4711, flags, questions });

async function overUdp(message: Buffer): Promise<Packet & { rcode?: string }> {
  const socket = createSocket("udp4");
  const received = once(socket, "message");
  socket.send(message, dns.port, "127.0.0.1");
  const [answer] = (await received) as [Buffer];
  socket.close();
  return decode(answer);
}

describe("names and types", () => {
  test.each([
    ["feeds.home.test", "A", ["203.0.113.4", "203.0.113.5"]],
    ["FEEDS.Home.Test", "A", ["203.0.113.4", "203.0.113.5"]],
    ["feeds.home.test", "AAAA", ["2001:db8::4"]],
    ["feeds.home.test", "CNAME", "ENODATA"],
    ["news.home.test", "CNAME", ["feeds.home.test"]],
    ["news.home.test", "A", ["203.0.113.4", "203.0.113.5"]],
    ["lost.home.test", "A", "ENOTFOUND"],
    ["one.home.test", "A", "ESERVFAIL"],
    ["home.test", "A", ["203.0.113.4", "203.0.113.5"]],
    ["home.test", "CNAME", "ENODATA"],
    ["b.home.test", "A", "ENODATA"],
    ["nobody.home.test", "A", "ENOTFOUND"],
    ["x.feeds.home.test", "A", "ENOTFOUND"],
    ["x.y.wild.home.test", "A", ["203.0.113.8"]],
    ["x.wild.home.test", "AAAA", "ENODATA"],
    ["shop.home.test", "A", ["198.51.100.1", "198.51.100.2"]],
    ["shop.home.test", "AAAA", ["2001:db8:c10d::1", "2001:db8:c10d::2"]],
    ["home.example.org", "A", "EREFUSED"],
    ["nothome.test", "A", "EREFUSED"],
  ] as const)("%s %s", async (name, type, expected) => {
    expect(await ask(name, type)).toEqual(expected);
  });

  test("an alias comes with its address, and alone when it leads out of the zone", async () => {
    const { answers } = await overUdp(encode(query([{ type: "AAAA", name: "news.home.test" }])));
    expect(answers).toMatchObject([
      { type: "CNAME", name: "news.home.test", data: "feeds.home.test", ttl: 60 },
      { type: "AAAA", name: "feeds.home.test", data: "2001:db8::4" },
    ]);
    const away = await overUdp(encode(query([{ type: "A", name: "away.home.test" }])));
    expect(away).toMatchObject({ rcode: "NOERROR", answers: [{ type: "CNAME", data: "elsewhere.example.org" }] });
  });

  test("an automatic TTL is 5 minutes", async () => {
    const answers = await resolver.resolve4("feeds.home.test", { ttl: true });
    expect(answers.map(({ ttl }) => ttl).sort()).toEqual([120, 300]);
  });

  test("a record that is made, changed and deleted is answered for at once", async () => {
    const { id } = await cloudflare.create({ type: "A", name: "brief", content: "203.0.113.9", ttl: 60 });
    expect(await ask("brief.home.test", "A")).toEqual(["203.0.113.9"]);
    await cloudflare.ask("PATCH", `${recordsPath}/${String(id)}`, { content: "203.0.113.10" });
    expect(await ask("brief.home.test", "A")).toEqual(["203.0.113.10"]);
    await cloudflare.ask("DELETE", `${recordsPath}/${String(id)}`);
    expect(await ask("brief.home.test", "A")).toBe("ENOTFOUND");
  });
});

describe("messages", () => {
  const feeds: Question = { type: "A", name: "feeds.home.test" };

  test("a negative answer says how long it holds, and for which zone", async () => {
    const { authorities } = await overUdp(encode(query([{ type: "A", name: "nobody.home.test" }])));
    expect(authorities).toMatchObject([{ type: "SOA", name: "home.test", ttl: 1800, data: { minimum: 1800 } }]);
    expect((await overUdp(encode(query([feeds])))).authorities).toEqual([]);
  });

  test("it is the authority, and asks nobody else", async () => {
    expect(await overUdp(encode(query([feeds], 0x100)))).toMatchObject({
      ...{ type: "response", id: 4711, flag_aa: true, flag_rd: true, flag_ra: false, rcode: "NOERROR" },
      questions: [feeds],
    });
  });

  test.each([
    ["another operation", query([feeds], 4 << 11), "NOTIMP"],
    ["two questions", query([feeds, feeds]), "FORMERR"],
    ["none", query([]), "FORMERR"],
    ["another class", query([{ ...feeds, class: "CH" }]), "REFUSED"],
  ])("%s", async (_, packet, rcode) => {
    expect(await overUdp(encode(packet))).toMatchObject({ rcode, answers: [] });
  });

  test("what is no query gets no answer, and the next one does", async () => {
    const socket = createSocket("udp4");
    const received: unknown[] = [];
    socket.on("message", (message) => received.push(decode(message).id));
    const good = encode({ ...query([feeds]), id: 1 });
    const response = encode({ ...query([feeds]), type: "response" });
    for (const message of [Buffer.from("nonsense"), response, good.subarray(0, 20), good]) {
      socket.send(message, dns.port, "127.0.0.1");
    }
    await once(socket, "message");
    socket.close();
    expect(received).toEqual([1]);
  });

  test("over TCP: several on one connection, cut anywhere", async () => {
    const connection = connect(dns.port, "127.0.0.1").setNoDelay(true);
    await once(connection, "connect");
    const sent = Buffer.concat([1, 2].map((id) => streamEncode({ ...query([feeds]), id })));
    let received = Buffer.alloc(0);
    for (const byte of sent) connection.write(Buffer.from([byte]));
    while (received.length < 2 || received.length < 2 * (2 + received.readUInt16BE())) {
      const [data] = (await once(connection, "data")) as [Buffer];
      received = Buffer.concat([received, data]);
    }
    connection.destroy();
    const second = received.subarray(2 + received.readUInt16BE());
    expect([streamDecode(received), streamDecode(second)]).toMatchObject(
      [1, 2].map((id) => ({ id, questions: [feeds] })),
    );
  });

  test("nonsense over TCP ends the connection", async () => {
    const connection = connect(dns.port, "127.0.0.1");
    connection.write(Buffer.from([0, 3, 1, 2, 3]));
    await once(connection, "close");
    expect(await ask("feeds.home.test", "CNAME")).toBe("ENODATA");
  });
});

test("the log has type, name and response code of each question", async () => {
  await ask("logged.home.test", "AAAA");
  expect(loggedRequests(log).at(-1)).toEqual({ method: "AAAA", path: "logged.home.test", status: 3 });
  expect(readFileSync(log, "utf8")).not.toContain("203.0.113.4");
});

test("a port that is taken is named, and nothing is left open", async () => {
  const thief = createServer().listen(0, "127.0.0.1");
  await once(thief, "listening");
  const { port } = thief.address() as { port: number };
  await expect(startDns({ port, zones: () => [], log })).rejects.toThrow(`port ${port} on 127.0.0.1`);
  thief.close();
  await expect(startDns({ port: dns.port, zones: () => [], log })).rejects.toThrow("choose another port");
});
