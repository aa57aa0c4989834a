import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { serveApi } from "../server/http.ts";
import { startCounter } from "./counter.ts";
import type { Counter } from "./counter.ts";
import { loggedRequests } from "./support.ts";

let counter: Counter;
beforeEach(async () => {
  counter = await startCounter();
});
afterEach(() => counter.stop());

test("the request log has no query, header or body", async () => {
  const headers = { authorization: "Bearer abc", "content-type": "application/json" };
  const echoed = await fetch(`${counter.api.url}/echo?code=hidden`, { method: "POST", headers, body: '{"a":1}' });
  expect(await echoed.json()).toEqual(["abc", { a: 1 }]);
  await counter.ask("GET", "/_stand-in/state");
  expect(loggedRequests(counter.log)).toEqual([{ method: "POST", path: "/echo", status: 200 }]);
});

test("answers that are no JSON", async () => {
  const moved = await fetch(`${counter.api.url}/moved`, { redirect: "manual" });
  expect([moved.status, moved.headers.get("location"), moved.headers.getSetCookie()]).toEqual([
    302,
    "/",
    ["a=1", "b=2"],
  ]);
  const page = await counter.ask("GET", "/html");
  expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html", "<p>"]);
});

test("a defect is the API's own 500, shown where the stand-in runs, and not to be tried again", async () => {
  const shown = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const answer = await counter.ask("GET", "/broken");
  expect([answer.status, answer.headers.get("x-should-retry")]).toEqual([500, "false"]);
  expect(await answer.json()).toEqual({ error: 500, message: "a defect of the stand-in, see its output" });
  expect(shown).toHaveBeenCalledTimes(1);
  shown.mockRestore();
  expect(loggedRequests(counter.log)).toEqual([{ method: "GET", path: "/broken", status: 500 }]);
});

test("a taken port", async () => {
  const port = Number(new URL(counter.api.url).port);
  await expect(serveApi({ ...counter.options, port })).rejects.toThrow(/^port \d+ on 127\.0\.0\.1: .*EADDRINUSE/);
});

test("what is not there under /_stand-in/", async () => {
  expect((await counter.ask("GET", "/_stand-in/other")).status).toBe(404);
});

test("it listens on loopback only, and closing ends kept connections", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => other.once("listening", ready));
  const { port } = other.address() as AddressInfo;
  await new Promise((closed) => other.close(closed));
  const one = await serveApi({ ...counter.options, port });
  expect(one.url).toBe(`http://127.0.0.1:${port}`);
  await fetch(`${one.url}/count`);
  await one.close();
  await expect(fetch(`${one.url}/count`)).rejects.toThrow("fetch failed");
});
