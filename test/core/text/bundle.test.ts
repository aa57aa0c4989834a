import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bundle, bundled, LineMarkError, unbundled } from "../../../core/text/bundle.ts";

test("files sorted by path, the hash over everything after the header", () => {
  const files = [
    { path: "units/b", content: "two\nlines\n" },
    { path: "config/a", content: "" },
  ];
  const { hash, text } = bundle(files, (each) => ["uid=2003", `generation=${each}`]);
  const body = "=== config/a\n=== units/b\ntwo\nlines\n";
  expect(hash).toBe(createHash("sha256").update(body).digest("hex").slice(0, 16));
  expect(text).toBe(`uid=2003\ngeneration=${hash}\n${body}`);
});

test("the order in which files come does not matter", () => {
  const a = { path: "a", content: "1\n" };
  const b = { path: "b", content: "2\n" };
  expect(bundle([a, b], () => [])).toEqual(bundle([b, a], () => []));
});

test("a file's last line is ended", () => {
  expect(bundled({ path: "a", content: "x" }).content).toBe("x\n");
  expect(bundled({ path: "a", content: "x\n" }).content).toBe("x\n");
  expect(bundled({ path: "a", content: "" }).content).toBe("");
});

test("a line that looks like the next file is refused", () => {
  expect(() => bundled({ path: "a", content: "x\n=== b\n" })).toThrow(LineMarkError);
  expect(bundled({ path: "a", content: "x === b\n===b\n" }).content).toBe("x === b\n===b\n");
});

test("what is bundled comes out again, whatever is in it", () => {
  const file = fc.record({ path: fc.stringMatching(/^[a-z/.]{1,12}$/), content: fc.string() });
  const free = fc.uniqueArray(file, { selector: ({ path }) => path }).filter((files) => files.every(isFree));
  fc.assert(
    fc.property(free, (files) => {
      const sent = files.map(bundled);
      const { text } = bundle(sent, (hash) => ["image=x", `generation=${hash}`]);
      expect(Object.fromEntries(unbundled(text))).toEqual(
        Object.fromEntries(sent.map(({ path, content }) => [path, content])),
      );
    }),
  );
});

const isFree = ({ content }: { readonly content: string }): boolean =>
  !content.split("\n").some((line) => line.startsWith("=== "));
