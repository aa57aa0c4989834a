import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { password, recipeProblem } from "../random/characters.ts";
import type { PasswordRecipe } from "../random/characters.ts";
import { randomProvider } from "../random/provider.ts";
import { plain } from "../protocol/property-values.ts";
import type { PackageSchema } from "../protocol/schema-check.ts";

const schemaFile = new URL("../random/schema.json", import.meta.url);
const provider = randomProvider(JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema);
const passwordUrn = "urn:pulumi:s::p::homelab:index:Service$random:index/randomPassword:RandomPassword::db";
const bytesUrn = "urn:pulumi:s::p::random:index/randomBytes:RandomBytes::key";

const recipe = (changes: Partial<PasswordRecipe> = {}): PasswordRecipe => ({
  ...{ length: 24, lower: true, upper: true, numeric: true, special: true },
  ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0, overrideSpecial: "" },
  ...changes,
});

test("a password holds the demanded characters, in any place", () => {
  const demands = recipe({ minUpper: 3, minNumeric: 4, minSpecial: 2, overrideSpecial: "_-", lower: false });
  const places = new Set<number>();
  for (let round = 0; round < 200; round += 1) {
    const made = password(demands);
    expect(made).toMatch(/^[A-Z0-9_-]{24}$/);
    expect(made.replaceAll(/[^A-Z]/g, "").length).toBeGreaterThanOrEqual(3);
    expect(made.replaceAll(/[^0-9]/g, "").length).toBeGreaterThanOrEqual(4);
    expect(made.replaceAll(/[^_-]/g, "").length).toBeGreaterThanOrEqual(2);
    places.add(made.search(/[_-]/));
  }
  expect(places.size).toBeGreaterThan(8);
});

test("every character has the same chance", () => {
  const counts = new Map<string, number>();
  const digits = recipe({ length: 20_000, lower: false, upper: false, special: false });
  for (const digit of password(digits)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  expect(counts.size).toBe(10);
  // 2000 expected each; 300 is seven standard deviations.
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(300);
});

test.each([
  [recipe({ length: 0 }), "must be at least 1"],
  [recipe({ length: 3, minUpper: 4 }), "is less than the 4 characters that the min… properties ask for"],
  [recipe({ lower: false, upper: false, numeric: false, special: false }), "no character class is left to choose from"],
  [recipe({ length: 4, minLower: 4, lower: false, upper: false, numeric: false, special: false }), undefined],
])("a recipe that cannot be made is refused", (impossible, problem) => {
  expect(recipeProblem(impossible)).toBe(problem);
});

test.each([
  [passwordUrn, { length: 8 }, []],
  [passwordUrn, { length: "8" }, [{ property: "length", reason: "must be of type integer" }]],
  [passwordUrn, {}, [{ property: "length", reason: "is required" }]],
  [passwordUrn, { length: 8, lenght: 8 }, [{ property: "lenght", reason: "is not a property of this resource" }]],
  [passwordUrn, { length: 8, keepers: { a: 1 } }, [{ property: "keepers.a", reason: "must be of type string" }]],
  [bytesUrn, { length: 0 }, [{ property: "length", reason: "must be at least 1" }]],
])("inputs are held to the published schema: %s %j", async (urn, inputs, failures) => {
  expect((await provider.check?.(urn, {}, inputs))?.failures).toEqual(failures);
});

test("another resource of the package is refused by name", async () => {
  const checked = await provider.check?.("urn:pulumi:s::p::random:index/randomPet:RandomPet::x", {}, {});
  expect(checked?.failures?.[0]?.reason).toContain("random:index/randomPet:RandomPet");
});

test.each([
  ["the same", { length: 12 }, { length: 12 }, []],
  ["a default spelled out", { length: 12 }, { length: 12, special: true }, []],
  ["other keepers", { length: 12, keepers: { v: "1" } }, { length: 12, keepers: { v: "2" } }, ["keepers"]],
  ["another length", { length: 12 }, { length: 13 }, ["length"]],
  [
    "special characters of its own, given later",
    { length: 12 },
    { length: 12, overrideSpecial: "_" },
    ["overrideSpecial"],
  ],
  ["another class", { length: 12 }, { length: 12, special: false }, ["special"]],
])("%s", async (_name, before, after, replaces) => {
  const made = (await provider.create?.(passwordUrn, before)) ?? { id: "" };
  const diff = await provider.diff?.(made.id, passwordUrn, made.outs, after);
  expect(diff).toEqual(replaces.length === 0 ? { changes: false } : { replaces });
});

test("results are secrets and fit each other", async () => {
  const bytes = await provider.create?.(bytesUrn, { length: 32 });
  const outs = bytes?.outs as Record<string, unknown>;
  // The official plugin's id is the secret itself: ESLint keeps RandomBytes out of the program.
  expect(Buffer.from(bytes?.id ?? "", "base64url").toString("hex")).toBe(plain(outs["hex"]));
  expect(JSON.stringify(outs["hex"])).toContain("1b47061264138c4ac30d75fd1eb44270");
  expect(Buffer.from(String(plain(outs["base64"])), "base64").toString("hex")).toBe(plain(outs["hex"]));
  const made = (await provider.create?.(passwordUrn, { length: 16 }))?.outs as Record<string, unknown>;
  const { compare } = await import("bcryptjs");
  expect(await compare(String(plain(made["result"])), String(plain(made["bcryptHash"])))).toBe(true);
});
