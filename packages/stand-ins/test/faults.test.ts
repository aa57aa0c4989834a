import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Faults } from "../server/faults.ts";
import { startCounter } from "./counter.ts";
import type { Counter } from "./counter.ts";
import { loggedRequests, setFaults } from "./support.ts";

let counter: Counter;
beforeEach(async () => {
  counter = await startCounter();
});
afterEach(() => counter.stop());

test("n failures with a status, then service as usual; other paths and methods are not concerned", async () => {
  await setFaults(counter.api.url, { kind: "status", status: 500, times: 2, method: "POST", path: "^/count$" });
  expect((await counter.ask("GET")).status).toBe(200);
  expect((await counter.ask("POST", "/count/other")).status).toBe(200);
  const failed = await counter.ask("POST");
  expect([failed.status, failed.headers.get("retry-after")]).toEqual([500, "0"]);
  expect(await failed.json()).toMatchObject({ error: 500 });
  expect((await counter.ask("POST")).status).toBe(500);
  expect(await (await counter.ask("POST")).json()).toEqual({ count: 2 });
  expect(loggedRequests(counter.log).map(({ faults }) => faults)).toEqual([
    undefined,
    undefined,
    ["status"],
    ["status"],
    undefined,
  ]);
});

test.each([
  [{ status: 429, retryAfter: 7 }, "7", null],
  [{ status: 503, retry: false }, null, "false"],
])("what a client is told about trying again: %j", async (fault, retryAfter, shouldRetry) => {
  await setFaults(counter.api.url, { kind: "status", ...fault });
  const { headers, status } = await counter.ask("GET");
  expect([status, headers.get("retry-after"), headers.get("x-should-retry")]).toEqual([
    fault.status,
    retryAfter,
    shouldRetry,
  ]);
});

test("an empty answer, as Authentik's to a write that failed inside", async () => {
  await setFaults(counter.api.url, { kind: "status", status: 405, empty: true });
  const failed = await counter.ask("POST");
  expect([failed.status, await failed.text()]).toEqual([405, ""]);
});

test.each([
  ["before", 0],
  ["after", 1],
])("a connection dropped %s the change", async (when, count) => {
  await setFaults(counter.api.url, { kind: "drop", when });
  await expect(counter.ask("POST")).rejects.toThrow("fetch failed");
  expect(counter.state.value).toEqual({ count });
  expect(loggedRequests(counter.log)).toEqual([
    { method: "POST", path: "/count", status: null, faults: [`drop ${when}`] },
  ]);
});

test("a lost update answers as if it were made; a POST is not concerned", async () => {
  await setFaults(counter.api.url, { kind: "lost" });
  expect(await (await counter.ask("POST")).json()).toEqual({ count: 1 });
  expect(await (await counter.ask("PUT")).json()).toEqual({ count: 2 });
  expect(counter.state.value).toEqual({ count: 1 });
  expect(await (await counter.ask("PUT")).json()).toEqual({ count: 2 });
});

test("a delay comes on top of another fault", async () => {
  await setFaults(counter.api.url, { kind: "delay", ms: 5 }, { kind: "status", status: 502 });
  expect((await counter.ask("GET")).status).toBe(502);
  expect(loggedRequests(counter.log)[0]?.["faults"]).toEqual(["delay", "status"]);
});

test("a random delay is another one for each request, and never longer than said", () => {
  const faults = new Faults();
  faults.add([{ kind: "delay", ms: 1000, random: true, times: 200 }]);
  const waits = Array.from({ length: 200 }, () => faults.take("GET", "/count").delayMs);
  expect(Math.min(...waits)).toBeGreaterThan(0);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
  expect(new Set(waits).size).toBeGreaterThan(50);
  expect(faults.list()).toEqual([]);
});

test("faults are listed with what is left of them, and cleared", async () => {
  await setFaults(counter.api.url, { kind: "status", status: 500, times: 3 });
  await counter.ask("GET");
  const listed: unknown = await (await counter.ask("GET", "/_stand-in/faults")).json();
  expect(listed).toEqual([{ kind: "status", status: 500, times: 2, retryAfter: 0, retry: true, empty: false }]);
  expect(await (await counter.ask("DELETE", "/_stand-in/faults")).json()).toEqual([]);
  expect((await counter.ask("GET")).status).toBe(200);
});

test.each([
  [{ kind: "status", status: 200 }],
  [{ kind: "status", status: 500, tmies: 2 }],
  [{ kind: "drop" }],
  [{ kind: "delay" }],
  [{ kind: "lost", path: "(" }],
  [{ kind: "other" }],
])("a fault that is none is refused: %j", async (fault) => {
  const answer = await setFaults(counter.api.url, fault);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ problem: expect.any(String) });
  expect(await (await counter.ask("GET", "/_stand-in/faults")).json()).toEqual([]);
});
