import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  argument,
  EncodingError,
  environment,
  jsonArgument,
  unitPath,
  volume,
  words,
} from "../../../core/text/encode.ts";
import { systemdWords } from "../../support/systemd-words.ts";

const printable = fc.string({
  unit: fc.constantFrom(..."aZ09 %$\"'\\;#=,.:/-_{}[]é€\n\t\r\u0001\u007f".split(/(?:)/u)),
});

describe("words", () => {
  test.each([
    [["serve"], "serve"],
    [["a b", "c"], '"a b" c'],
    [["100%", "$HOME"], "100%% $$HOME"],
    [['say "hi"', "back\\slash", "it's"], '"say \\"hi\\"" "back\\\\slash" "it\'s"'],
    [[";;"], '";;"'],
    [["two\nlines", "a\tb", "\u001b[0m"], '"two\\nlines" "a\\tb" "\\x1b[0m"'],
  ])("%j is %s", (list, expected) => {
    expect(words(list).encoded).toBe(expected);
  });

  test.each([[[""]], [["a", ";"]], [["a\0b"]]])("%j is refused", (list) => {
    expect(() => words(list)).toThrow(EncodingError);
  });

  test("any list comes back as it was", () => {
    const word = printable.filter((each) => each !== "" && each !== ";");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (list) => {
        expect(systemdWords(words(list).encoded)).toEqual(list);
      }),
    );
  });
});

describe("environment", () => {
  test("is one word with its name", () => {
    expect(environment("TITLE", "a $ b").encoded).toBe('"TITLE=a $$ b"');
    expect(environment("EMPTY", "").encoded).toBe("EMPTY=");
  });

  test("any value comes back as it was", () => {
    fc.assert(
      fc.property(printable, (value) => {
        expect(systemdWords(environment("NAME", value).encoded)).toEqual([`NAME=${value}`]);
      }),
    );
  });
});

describe("argument", () => {
  test("doubles what systemd expands and nothing else", () => {
    expect(argument("a 'b' \"c\" $d 5%!").encoded).toBe("a 'b' \"c\" $$d 5%%!");
  });

  test.each(["", " a", "a ", '"a"', "'a", "a\\", "a\nb"])("%j is refused", (value) => {
    expect(() => argument(value)).toThrow(EncodingError);
  });

  test("a list becomes a JSON array", () => {
    expect(jsonArgument(["/bin/sh", "-c", 'echo "$HOME"']).encoded).toBe('["/bin/sh","-c","echo \\"$$HOME\\""]');
  });
});

describe("paths", () => {
  test("a volume", () => {
    expect(volume("/zfs/safe/a", "/data", false).encoded).toBe("/zfs/safe/a:/data");
    expect(volume("/zfs/safe/a", "/data", true).encoded).toBe("/zfs/safe/a:/data:ro");
    expect(unitPath("/zfs/50%").encoded).toBe("/zfs/50%%");
  });

  test.each(["relative", "/a b", "/a:b", "/a$b", "/a%b", '/a"b', "/a\nb"])("%j is refused", (path) => {
    expect(() => volume(path, "/data", false)).toThrow(EncodingError);
    expect(() => volume("/data", path, false)).toThrow(EncodingError);
  });
});
