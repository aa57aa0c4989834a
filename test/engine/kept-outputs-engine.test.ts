import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";

// What a failed run prints of the outputs, and what the stack keeps of them.

const stack = new EngineStack({ program: "test/engine/kept-outputs-program", links: ["components"], seconds: 250 });
const LIMIT = 300_000;

const up = (settings: Readonly<Record<string, string>>): Promise<PulumiResult> => {
  const all = { keep: "true", length: "20", url: "https://feeds.home.test", ...settings };
  const words = Object.entries(all).flatMap(([key, value]) => ["-c", `kept-outputs-test:${key}=${value}`]);
  return stack.pulumi("up", "--yes", "--skip-preview", ...words);
};
const kept = async (): Promise<unknown> => JSON.parse((await stack.pulumi("stack", "output", "--json")).stdout);

beforeAll(async () => {
  expect(await stack.start()).toMatchObject({ code: 0 });
  expect(await up({})).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(() => {
  stack.stop();
});

test.each([
  { keep: "false", removed: true },
  { keep: "true", removed: false },
])(
  "a failed run keeps the outputs; it prints them as removed: $removed, where they are registered early: $keep",
  async ({ keep, removed }) => {
    const { code, all } = await up({ keep, length: "3", url: "https://news.home.test" });
    expect(code).not.toBe(0);
    expect(/^ +- (services|length)/m.test(all)).toBe(removed);
    expect(await kept()).toEqual({ services: { feeds: "https://feeds.home.test" }, length: 20 });
  },
  LIMIT,
);

test(
  "the next run that succeeds replaces them",
  async () => {
    expect(await up({ length: "21", url: "https://news.home.test" })).toMatchObject({ code: 0 });
    expect(await kept()).toEqual({ services: { feeds: "https://news.home.test" }, length: 21 });
  },
  LIMIT,
);
