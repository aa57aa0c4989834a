import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { defineService, type ServiceDefinition, type ServiceSpec } from "../../../core/define.ts";
import { formatProblems } from "../../../core/problems/problem.ts";
import { quoted } from "../../../core/problems/quoted.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { complaints, service, withApp } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const cyclic: Record<string, unknown> = { a: 1 };
cyclic["self"] = cyclic;

const throwing = (thrown: unknown) => ({
  get subdomain(): string {
    throw thrown;
  },
});

const untyped = (name: unknown, spec: unknown): ServiceDefinition => defineService(name as string, spec as ServiceSpec);

describe("a value that no definition holds is a problem, never a stack trace", () => {
  test.each([
    { of: withApp({ env: { A: cyclic } }), says: "env.A | { a: 1, self: { a: 1, self: {…} } } is not a value" },
    { of: withApp({ env: { A: process } }), says: "env.A | a process is not a value" },
    { of: service("feeds", { web: cyclic }), says: "feeds.web.subdomain | is missing" },
    { of: service("feeds", { web: throwing(new Error("boom")) }), says: "feeds | cannot be read: boom" },
    { of: service("feeds", { web: throwing(Object.create(null)) }), says: "feeds | cannot be read: something" },
    { of: untyped(5, { uid: 2001 }), says: "5.containers | is missing" },
    { of: untyped(undefined, undefined), says: "nothing | is missing" },
    { of: withApp({ env: JSON.parse('{ "__proto__": "x" }') as unknown }), says: "env.__proto__ | " },
    {
      of: withApp({
        env: () => {
          throw Object.create(null);
        },
      }),
      says: "feeds.containers.app.env | the function throws: something that",
    },
  ])("$says", ({ of, says }) => {
    expect(complaints([of])[0]).toContain(says);
  });

  test("however long a name is, the run does not wait for it and prints little of it", () => {
    const long = "x".repeat(200_000);
    const begin = performance.now();
    const found = [
      ...complaints([service("feeds", { [long]: 1, needs: [long] })]),
      ...complaints([withApp({ image: long })]),
    ];
    expect(performance.now() - begin).toBeLessThan(2000);
    const problems = found.map((text) => ({ where: text, problem: text, fix: text }));
    expect(formatProblems(problems, "services").length).toBeLessThan(20_000);
  });

  test("what a terminal would act on is printed as an escape", () => {
    const name = "a\u202eb\u001b[31m\nc";
    expect(() => checkAll(ledger(service("feeds", { [name]: 1 })), settings)).toThrow(
      "feeds.a\\u{202e}b\\u{1b}[31m\\u{a}c",
    );
  });
});

describe("a value in a message", () => {
  const toJSON = (): never => {
    throw new Error("no JSON");
  };
  test.each([
    [NaN, "NaN"],
    [undefined, "nothing"],
    [null, "null"],
    [10n, "10n"],
    [/x/, "a RegExp"],
    [new Map([["password", "hunter2"]]), "a Map"],
    [Promise.resolve("hunter2"), "a Promise"],
    [new URL("https://x.org"), "a URL"],
    [Symbol("x"), "a symbol"],
    [{ toJSON }, "{ toJSON: a function }"],
    [
      new (class OutputImpl {
        readonly __pulumiOutput = true;
      })(),
      "an Output of Pulumi",
    ],
    [{ "a-b": [1, 2, 3, 4, 5] }, '{ "a-b": [1, 2, 3, 4, …] }'],
    ["\u001b[31mred\u202e", '"\\u001b[31mred\\u{202e}"'],
    ["x".repeat(100), `"${"x".repeat(56)}...`],
  ])("%# says what it is and nothing of what it may hide", (value, says) => {
    expect(quoted(value)).toBe(says);
  });
});
