import { expect, test } from "@jest/globals";
import { formatProblems, Problems } from "../../../core/problems/problem.ts";

const rows = [
  { where: "feeds.data.db.quota", problem: "2 TB is too much", fix: "lower it" },
  { where: "calendar.uid", problem: "2003 belongs to feeds", fix: "take another" },
];

test("rows are aligned under a count", () => {
  expect(formatProblems(rows, "services")).toBe(
    `error: 2 problems in services, nothing was changed

  feeds.data.db.quota   2 TB is too much
                        fix: lower it
  calendar.uid          2003 belongs to feeds
                        fix: take another`,
  );
});

test("one problem is one problem", () => {
  expect(formatProblems(rows.slice(1), "settings")).toMatch(/^error: 1 problem in settings, nothing was changed\n/);
});

test("a long place has a line of its own and does not widen the others", () => {
  const long = { where: `feeds.containers.app.volumes.${"/long".repeat(4)}`, problem: "no", fix: "yes" };
  expect(
    formatProblems([long, ...rows.slice(1)], "services")
      .split("\n")
      .slice(2),
  ).toEqual([
    `  ${long.where}`,
    "                 no",
    "                 fix: yes",
    "  calendar.uid   2003 belongs to feeds",
    "                 fix: take another",
  ]);
});

test("an error carries its problems and their text", () => {
  const error = new Problems(rows);
  expect(error.problems).toBe(rows);
  expect(error.message).toBe(formatProblems(rows, "services"));
});
