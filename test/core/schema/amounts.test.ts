import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { exactSize, formatSize, parseCpu, parseDuration, parseSize } from "../../../core/schema/amounts.ts";

describe("sizes", () => {
  test.each([
    ["1 KB", 1024],
    ["5 GB", 5 * 1024 ** 3],
    ["1.5 GB", 1.5 * 1024 ** 3],
    ["2 TB", 2 * 1024 ** 4],
    ["1.0001 KB", 1024], // to whole bytes, so that "1.1 GB" is an amount too
  ])("%s is %d bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(["5GB", "5 gb", "5", "GB", "-1 GB", "0 GB", "5 GiB", "1e3 GB", " 5 GB", "5 GB\n", "9999999 TB"])(
    "%j is none",
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );

  test.each([
    [1024, "1 KB", "1K"],
    [5 * 1024 ** 3, "5 GB", "5G"],
    [1536 * 1024 ** 2, "1.5 GB", "1536M"],
    [1000, "1000 bytes", "1000"],
  ])("%d bytes are %s, exactly %s", (bytes, words, exact) => {
    expect([formatSize(bytes), exactSize(bytes)]).toEqual([words, exact]);
  });

  test("survive being written exactly", () => {
    const factor = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4, "": 1 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => {
        const [, amount = "", unit = ""] = /^(\d+)([KMGT]?)$/.exec(exactSize(bytes)) ?? [];
        expect(Number(amount) * factor[unit as keyof typeof factor]).toBe(bytes);
      }),
    );
  });

  test("whole amounts survive being parsed and shown", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1023 }), fc.constantFrom("KB", "MB", "GB", "TB"), (amount, unit) => {
        expect(formatSize(parseSize(`${amount} ${unit}`) ?? 0)).toBe(`${amount} ${unit}`);
      }),
    );
  });
});

test.each([
  ["30 seconds", 30],
  ["1 second", 1],
  ["2 minutes", 120],
  ["1 hour", 3600],
  ["0 seconds", undefined],
  ["1.5 minutes", undefined],
  ["30s", undefined],
  ["30 secs", undefined],
])("duration %j is %p seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ["100%", 100],
  ["50%", 50],
  ["0%", undefined],
  ["100", undefined],
  ["12.5%", undefined],
])("cpu %j is %p percent", (text, percent) => {
  expect(parseCpu(text)).toBe(percent);
});
