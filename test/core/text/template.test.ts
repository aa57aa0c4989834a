import { describe, expect, test } from "@jest/globals";
import { renderTemplate, renderText, TemplateError, templateExists, type View } from "../../../core/text/template.ts";

const render = (file: string, text: string, view: View, offered?: View) => renderText(file, text, view, offered);

describe("what a template may say", () => {
  test.each<[text: string, view: View, expected: string]>([
    ["a {{b}}", { b: "c" }, "a c"],
    ["{{a.b}}", { a: { b: 1 } }, "1"],
    ["{{! note }}x", {}, "x"],
    ["{{#on}}yes{{/on}}{{^on}}no{{/on}}", { on: true }, "yes"],
    ["{{#on}}yes{{/on}}{{^on}}no{{/on}}", { on: false }, "no"],
    ["{{#list}}-{{.}}{{/list}}", { list: ["a", "b"] }, "-a-b"],
    ["{{^list}}none{{/list}}", { list: [] }, "none"],
    ["{{#list}}{{name}}{{other}}{{/list}}", { other: "!", list: [{ name: "a" }, { name: "b" }] }, "a!b!"],
    ["{{#list}}\n{{.}}\n{{/list}}\n", { list: ["a"] }, "a\n"],
    // Mustache's own way to write other braces literally.
    ["{{=<% %>=}}\n<%b%> {{ states('x') }} {{{y}}}\n", { b: "c" }, "c {{ states('x') }} {{{y}}}\n"],
    ["a {{=[ ]=}}[b] {{b}} [={{ }}=]{{b}}", { b: "c" }, "a c {{b}} c"],
  ])("%j with %j", (text, view, expected) => {
    expect(render("f.conf", text, view)).toBe(expected);
  });

  test("offered values may stay unused and give way to own ones", () => {
    expect(render("f.conf", "{{a}}", { a: "own" }, { a: "offered", b: "unused" })).toBe("own");
  });
});

describe("what it may not", () => {
  test.each<[text: string, view: View, problem: string]>([
    ["{{a}}", {}, "there is no value a"],
    ["{{a.c}}", { a: { b: 1 } }, "there is no value a.c"],
    ["{{toString}}", {}, "there is no value toString"],
    ["x", { a: 1 }, "no tag uses a"],
    ["{{#l}}x{{/l}}", { l: [{ a: 1 }] }, "no tag in {{#l}} uses a"],
    ["{{#on}}{{typo}}{{/on}}", { on: false }, "there is no value typo"],
    ["{{^l}}{{typo}}{{/l}}", { l: ["a"] }, "there is no value typo"],
    ["{{{a}}}", { a: "b" }, "{{{a}}} writes its value unescaped: use {{a}}"],
    ["{{&a}}", { a: "b" }, "{{{a}}} writes its value unescaped: use {{a}}"],
    ["{{>part}}", { part: "" }, "{{>part}} is not allowed: a template is one file with values, sections and comments"],
    ["{{a}}", { a: true }, "{{a}}: only text and numbers can be written, this is of type boolean"],
    ["{{a}}", { a: { b: "c" } }, "{{a}}: only text and numbers can be written, this is of type object"],
    ["{{#a}}x{{/a}}", { a: "text" }, "{{#a}} needs a list or a boolean"],
    ["{{a}}", { a: "b\nc" }, '{{a}}: "b\\nc" has a line break or a control character'],
    ["{{#a}}", { a: true }, 'Unclosed section "a" at 6'],
  ])("%j with %j", (text, view, problem) => {
    expect(() => render("f.conf", text, view)).toThrow(new TemplateError("templates/f.conf", problem));
  });

  test("a file that is not there", () => {
    expect(templateExists("units/slot.pod")).toBe(true);
    expect(templateExists("units/none")).toBe(false);
    expect(() => renderTemplate("units/none", {})).toThrow("templates/units/none: there is no such file");
  });
});

describe("each kind of file has its own way to write a value", () => {
  test.each<[file: string, value: string | number, expected: string]>([
    ["a.conf", "a & <b> \"c\" 'd'", "a & <b> \"c\" 'd'"],
    ["a.json", 'say "hi"\n', '"say \\"hi\\"\\n"'],
    ["a.json", 5, "5"],
    ["a.yml", "yes: no", '"yes: no"'],
    ["a.toml", "x", '"x"'],
    ["a.sh", "it's $(x)\n", "'it'\\''s $(x)\n'"],
    ["a.sh", "plain-1.0", "plain-1.0"],
    ["x/Caddyfile", "feeds.home.test", "feeds.home.test"],
    ["a.pod", "feeds-0", "feeds-0"],
  ])("%s %j", (file, value, expected) => {
    expect(render(file, "{{a}}", { a: value })).toBe(expected);
  });

  const url = "https://x.org";
  const odd = 'a "b"';
  test.each<[file: string, text: string, value: string | number, expected: string]>([
    // Inside of a string it is a part of it, without quotes of its own.
    ["a.json", '{"a": "{{a}}", "b": "{{a}}/x"}', odd, '{"a": "a \\"b\\"", "b": "a \\"b\\"/x"}'],
    ["a.json", '{"a":{{a}},"b":[{{a}},{{a}}]}', "x", '{"a":"x","b":["x","x"]}'],
    ["a.json", '{"a\\"b": {{a}}}', "x", '{"a\\"b": "x"}'],
    ["a.toml", "url = \"{{a}}/x\"\nb = {{a}}\nc = '{{a}}'", url, `url = "${url}/x"\nb = "${url}"\nc = '${url}'`],
    ["a.toml", "list = [\n  {{a}},\n]", url, `list = [\n  "${url}",\n]`],
    ["a.yaml", "a: \"{{a}}\"\nb: '{{a}}'\nc: {{a}} # x", url, `a: "${url}"\nb: '${url}'\nc: "${url}" # x`],
    [
      "a.yaml",
      "- {{a}}\n- [{{a}}, {{a}}]\n- { x: {{a}} }",
      url,
      `- "${url}"\n- ["${url}", "${url}"]\n- { x: "${url}" }`,
    ],
    // Within a plain text it is a word of it.
    [
      "a.yaml",
      "a: https://auth.{{a}}/x\n- --url={{a}}\n- curl {{a}}",
      "b.org",
      "a: https://auth.b.org/x\n- --url=b.org\n- curl b.org",
    ],
    ["a.yaml", "{{a}}: it's {{a}}, and {{a}}", "x", "x: it's x, and x"],
    ["a.yaml", "port: {{a}}\naddress: 127.0.0.1:{{a}}", 80, "port: 80\naddress: 127.0.0.1:80"],
  ])("%s: %j", (file, text, value, expected) => {
    expect(render(file, text, { a: value })).toBe(expected);
  });

  test.each([
    ["a.yaml", "a: x{{a}}", "b c", '{{a}}: "b c" cannot stand within other text: quote it all'],
    ["a.yaml", "a: '{{a}}'", "it's", '{{a}}: "it\'s" cannot stand in single quotes'],
  ])("%s: %j refuses %j", (file, text, value, problem) => {
    expect(() => render(file, text, { a: value })).toThrow(problem);
  });

  test.each<[file: string, value: string]>([
    ["a.pod", "a%b"],
    ["a.container", "a$b"],
    ["a.container", "a\nExec=b"],
    ["x/Caddyfile", "a b"],
    ["x/Caddyfile", "{env.HOME}"],
    ["a.sh", "a\0b"],
  ])("%s refuses %j", (file, value) => {
    expect(() => render(file, "{{a}}", { a: value })).toThrow(TemplateError);
  });

  test("only units take encoded values", () => {
    expect(render("a.container", "{{a}}", { a: { encoded: "50%%" } })).toBe("50%%");
    expect(() => render("a.conf", "{{a}}", { a: { encoded: "x" } })).toThrow(TemplateError);
  });
});
