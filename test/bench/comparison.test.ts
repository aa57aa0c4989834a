import { describe, expect, test } from "@jest/globals";
import { restarted } from "../../bench/compare/host.ts";
import { job } from "../../bench/compare/job.ts";
import type { Measured, Taken } from "../../bench/compare/measure.ts";
import { differences } from "../../bench/compare/same-state.ts";
import { comparisonTable } from "../../bench/compare/table.ts";

const taken = (seconds: number, found?: number): Taken => ({
  ...{ seconds, logins: 2, restarted: 1 },
  ...(found === undefined ? {} : { found }),
});
const measured = (tool: string, services: number, nothing: number, found: number): Measured => ({
  ...{ tool, services },
  stages: { nothing: taken(nothing), drift: taken(nothing / 2, found) },
});

describe("the table", () => {
  const lines = comparisonTable([
    measured("homelab", 10, 4, 0),
    measured("peer", 10, 10, 2),
    measured("homelab", 30, 6, 0),
    measured("peer", 30, 30, 2),
  ]).split("\n");

  test("has a part for each step that was taken, with all tools in it", () => {
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      "services",
      ...["nothing to do", "homelab", "peer", "homelab", "peer"],
      ...["drift check", "homelab", "peer", "homelab", "peer"],
    ]);
  });

  test("compares each tool with this program at the same number, and with itself at the least", () => {
    expect(lines[0]).toMatch(/growth from 10/);
    expect(lines[3]?.trim().split(/ {2,}/)).toEqual(["peer", "10", "10.0", "2.5 x", "-", "2", "1", "-"]);
    expect(lines[5]?.trim().split(/ {2,}/)).toEqual(["peer", "30", "30.0", "5.0 x", "3.0 x", "2", "1", "-"]);
  });

  test("says how much of what was changed by hand a check has found", () => {
    expect(lines[8]).toMatch(/2 of 2$/);
    expect(lines[7]).toMatch(/0 of 2$/);
  });
});

test("a unit has been restarted when it ran before and runs anew", () => {
  const before = new Map([
    ["a.service", "1"],
    ["b.service", "2"],
    ["gone.service", "3"],
  ]);
  const after = new Map([
    ["a.service", "1"],
    ["b.service", "9"],
    ["new.service", "4"],
  ]);
  expect(restarted(before, after)).toBe(1);
});

describe("two states", () => {
  const site = { account: { linger: true }, units: { "a.pod": { Image: ["x"] } } };

  test("that are the same differ nowhere, whatever the order of their keys", () => {
    const turned = { units: { "a.pod": { Image: ["x"] } }, account: { linger: true } };
    expect(differences({ site1: site }, { site1: turned })).toEqual([]);
  });

  test("differ where a value, a file or a whole site does", () => {
    const other = { account: { linger: false }, units: { "b.pod": {} } };
    expect(differences({ site1: site }, { site1: other })).toEqual([
      "site1 account linger: true against false",
      'site1 units a.pod: {"Image":["x"]} against undefined',
      "site1 units b.pod: undefined against {}",
    ]);
    expect(differences({ site1: site }, {})).toHaveLength(1);
  });
});

test("the one change of the job is the first site's greeting", () => {
  const [plain, changed] = [job(3, false), job(3, true)];
  expect(plain.filter((site, at) => site.greeting !== changed[at]?.greeting).map(({ name }) => name)).toEqual([
    "site1",
  ]);
  expect(new Set(plain.map(({ uid }) => uid)).size).toBe(3);
});
