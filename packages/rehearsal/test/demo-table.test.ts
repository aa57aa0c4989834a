import { expect, test } from "@jest/globals";
import { demoTable, smokeWords, whatToTry, whoGetsIn, type Deployed } from "../demo-table.ts";

const feeds: Deployed = { url: "https://feeds.home.test", exposure: "public", auth: "oidc", access: ["family"] };

test("a row for each service, aligned", () => {
  const jobs: Deployed = { exposure: "local", auth: "none", access: [] };
  const text = demoTable({ feeds, jobs }, (name) => (name === "feeds" ? "passes (7 layers)" : undefined));
  expect(text.split("\n")).toEqual([
    "SERVICE  URL                      SIGN-IN  WHO GETS IN          SMOKE TEST",
    "feeds    https://feeds.home.test  oidc     family               passes (7 layers)",
    "jobs     -                        none     nobody from outside  -",
  ]);
});

test.each<[Partial<Deployed>, string]>([
  [{}, "family"],
  [{ access: ["family", "friends"], exposure: "private" }, "family, friends, at home"],
  [{ auth: "none", access: [] }, "everybody"],
  [{ auth: "none", access: [], exposure: "private" }, "everybody, at home"],
])("%j: %s", (changes, who) => {
  expect(whoGetsIn({ ...feeds, ...changes })).toBe(who);
});

test("a smoke test in words", () => {
  expect(smokeWords({ ok: true, layers: ["tcp", "sni"] })).toBe("passes (2 layers)");
  expect(smokeWords({ ok: false, layers: ["tcp"], failure: { layer: "sni" } })).toBe("FAILS: sni");
  expect(smokeWords({ ok: false, layers: [] })).toBe("FAILS: no answer");
});

test("what to try names services that are there, and no others", () => {
  const calendar: Deployed = { ...feeds, url: "https://calendar.home.test" };
  expect(whatToTry({ calendar, feeds })).toContain("exec feeds app");
  expect(whatToTry({ calendar })).toBe("Open one:     ./rehearse curl -L https://calendar.home.test/");
  expect(whatToTry({})).toBe("");
});
