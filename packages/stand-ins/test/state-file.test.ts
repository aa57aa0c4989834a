import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Failure } from "../../../tools/failure.ts";
import { openCount, startCounter } from "./counter.ts";
import type { Counter } from "./counter.ts";

let counter: Counter;
beforeEach(async () => {
  counter = await startCounter();
});
afterEach(() => counter.stop());

const stored = (): unknown => JSON.parse(readFileSync(counter.stateFile, "utf8"));

test("the state is on disk before the answer, for its owner only, and found again", async () => {
  expect(stored()).toEqual({ count: 0 });
  expect(await (await counter.ask("POST")).json()).toEqual({ count: 1 });
  expect(stored()).toEqual({ count: 1 });
  expect(statSync(counter.stateFile).mode & 0o777).toBe(0o600);
  expect(openCount(counter.stateFile).value).toEqual({ count: 1 });
  expect(await (await counter.ask("GET", "/_stand-in/state")).json()).toEqual({ count: 1 });
});

test("a failed change leaves disk and memory as they were", () => {
  const failing = (): unknown =>
    counter.state.transaction((draft) => {
      draft.count = 7;
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect(counter.state.value).toEqual({ count: 0 });
  rmSync(dirname(counter.stateFile), { recursive: true });
  expect(() => counter.state.transaction((draft) => (draft.count = 8))).toThrow("ENOENT");
  expect(counter.state.value).toEqual({ count: 0 });
  mkdirSync(dirname(counter.stateFile));
});

test("a transaction without a change writes nothing", () => {
  rmSync(counter.stateFile);
  expect(counter.state.transaction((draft) => draft.count)).toBe(0);
  expect(existsSync(counter.stateFile)).toBe(false);
});

test.each([
  ["{", "is not JSON"],
  ['{"secret":"hidden"}', "does not hold this stand-in's state"],
])("a state file that cannot be understood: %s", (text, problem) => {
  writeFileSync(counter.stateFile, text);
  expect(() => openCount(counter.stateFile)).toThrow(Failure);
  expect(() => openCount(counter.stateFile)).toThrow(`${counter.stateFile}: ${problem}`);
});
