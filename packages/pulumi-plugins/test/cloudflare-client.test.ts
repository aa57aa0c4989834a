import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { connect, NotFound } from "../cloudflare/client.ts";
import type { Client } from "../cloudflare/client.ts";
import { officialPolicy, retryDelayMs, shouldRetry } from "../cloudflare/retry.ts";
import { recordsPath, testCloudflare, token } from "../../stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../stand-ins/test/cloudflare-support.ts";
import { loggedRequests, setFaults } from "../../stand-ins/test/support.ts";

const answered = (status: number, headers: Record<string, string> = {}): { status: number; headers: Headers } => ({
  status,
  headers: new Headers(headers),
});

test.each([408, 409, 429, 500, 503])("status %i is worth another try", (status) => {
  expect(shouldRetry(answered(status))).toBe(true);
  expect(shouldRetry(answered(status, { "x-should-retry": "false" }))).toBe(false);
});

test.each([200, 400, 403, 404])("status %i is none, unless the server asks for it", (status) => {
  expect(shouldRetry(answered(status))).toBe(false);
  expect(shouldRetry(answered(status, { "x-should-retry": "true" }))).toBe(true);
});

test("the waits: 2 s doubling to 30 s, up to a quarter less; Retry-After under a minute wins", () => {
  const waits = (random: number): number[] =>
    [1, 2, 3, 4, 5, 10].map((done) => retryDelayMs(officialPolicy, undefined, done, random));
  expect(waits(0)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(waits(1)).toEqual([1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
  const asked = (value: string): number => retryDelayMs(officialPolicy, answered(429, { "retry-after": value }), 1, 0);
  expect(["0", "1.5", "59", "60", "-1", "soon"].map(asked)).toEqual([0, 1_500, 59_000, 2_000, 2_000, 2_000]);
  expect(asked(new Date(Date.now() - 10_000).toUTCString())).toBe(2_000);
});

/** Runs with a stand-in server and a client that does not wait between its tries. */
async function withClient(work: (client: Client, cloudflare: TestCloudflare) => Promise<void>): Promise<void> {
  const cloudflare = await testCloudflare();
  const policy = { retries: 10, firstDelayMs: 0, longestDelayMs: 0 };
  try {
    await work(connect({ baseUrl: cloudflare.running.baseUrl, token }, { policy, tryLimitMs: 5_000 }), cloudflare);
  } finally {
    await cloudflare.stop();
  }
}

const feeds = { name: "feeds.home.test", type: "A", content: "203.0.113.4", ttl: 60 };

test("429 with Retry-After: 0, 500 twice, then success", () =>
  withClient(async (client, { running, options }) => {
    await setFaults(running.url, { kind: "status", status: 429 }, { kind: "status", status: 500, times: 2 });
    expect(await client.call("POST", recordsPath, feeds)).toMatchObject({ name: feeds.name });
    expect(loggedRequests(options.log).map(({ status }) => status)).toEqual([429, 500, 500, 200]);
  }));

test("after ten more tries the last answer is the error", () =>
  withClient(async (client, { running, options }) => {
    await setFaults(running.url, { kind: "status", status: 503, times: 20 });
    const failed = client.call("GET", recordsPath);
    await expect(failed).rejects.toThrow(/^failed to make http request: GET "http.*dns_records": 503 Service Unavai/);
    expect(loggedRequests(options.log)).toHaveLength(11);
  }));

test("what is refused is tried once, and the token is in no error", () =>
  withClient(async (client, { running, options }) => {
    const stranger = connect({ baseUrl: running.baseUrl, token: "s".repeat(40) });
    await expect(stranger.call("GET", recordsPath)).rejects.toThrow(/: 403 Forbidden .*10000/);
    await expect(client.call("POST", recordsPath, { ...feeds, content: "no" })).rejects.toThrow(/: 400 .*9005/);
    await expect(client.call("GET", `${recordsPath}/${"0".repeat(32)}`)).rejects.toThrow(NotFound);
    expect(loggedRequests(options.log)).toHaveLength(3);
  }));

test("a connection that drops after the record was made: the second try meets the record", () =>
  withClient(async (client, { running }) => {
    await setFaults(running.url, { kind: "drop", when: "after", method: "POST" });
    await expect(client.call("POST", recordsPath, feeds)).rejects.toThrow(/: 400 .*81058/);
    expect(await client.call("GET", recordsPath)).toHaveLength(1);
  }));

test("nobody answers: the reason is said", () =>
  withClient(async (client, { running }) => {
    await running.close();
    await expect(client.call("GET", recordsPath)).rejects.toThrow(/ECONNREFUSED/);
  }));

test("a server that accepts and never answers: a try has a time limit", async () => {
  const silent = createServer(() => undefined);
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const policy = { retries: 1, firstDelayMs: 0, longestDelayMs: 0 };
  try {
    const hasty = connect({ baseUrl, token }, { policy, tryLimitMs: 50 });
    await expect(hasty.call("GET", recordsPath)).rejects.toThrow("no answer within 0.05 s");
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
