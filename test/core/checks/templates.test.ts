import { afterAll, expect, test } from "@jest/globals";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { templateProblems } from "../../../core/checks/templates.ts";
import { templatePath } from "../../../core/text/template.ts";
import { container, service, web } from "../../support/samples.ts";

const folder = mkdtempSync(join(tmpdir(), "templates-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The complaints about one file of a service with web and nothing that stays. */
function complaints(name: string, content: string | Uint8Array, mode = 0o644): string[] {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  const template = relative(templatePath("services/"), path);
  const files = [{ path: `/etc/${name}`, template }];
  const sample = service({ web: web("sample"), containers: [container({ files }), container({ name: "b", files })] });
  return templateProblems(sample).map(({ where, problem, fix }) => {
    expect(where).toBe(`sample templates/services/${template}`);
    return `${problem} | ${fix.replaceAll(template, name)}`;
  });
}

const names =
  "use service, domain, url, host, hosts, port; where the braces are the file's own, let it begin with {{=<% %>=}} (docs/templates.md)";
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff]);

test.each<[name: string, content: string | Uint8Array, says: string[]]>([
  ["right.conf", "{{url}} {{host}} {{port}} {{service}} {{domain}}\n", []],
  ["jinja.yaml", "{{=<% %>=}}\nurl: <% url %>\nvalue: '{{ states(\"sensor.x\") }}'\n", []],
  ["own.yaml", '{{ states("x") }}', [`there is no value states("x") | ${names}`]],
  ["state.conf", "{{state}}", [`there is no value state | ${names}`]],
  ["open.conf", "{{#hosts}}", [`Unclosed section "hosts" at 10 | ${names}`]],
  [
    "logo.png",
    PNG,
    [
      "is not text in UTF-8, and would be damaged on its way | put it into an image of your own, or into a dataset of the service (docs/templates.md)",
    ],
  ],
  [
    "null.txt",
    "a\0b",
    [
      "is not text in UTF-8, and would be damaged on its way | put it into an image of your own, or into a dataset of the service (docs/templates.md)",
    ],
  ],
  [
    "mark.txt",
    "=== b\n",
    [
      'a line begins with "=== ", which separates the files that are sent to a host | write this line differently, for example with a space before it',
    ],
  ],
])("%s, in one of two containers or in both, is told once", (name, content, says) => {
  expect(complaints(name, content)).toEqual(says);
});

test("an executable file would lose that on its way", () => {
  expect(complaints("hook.sh", "#!/bin/sh\n", 0o755)).toEqual([
    'is executable, but in the container it will not be | chmod a-x templates/services/hook.sh, and run it by its interpreter: ["/bin/sh", "/path/to/it"]',
  ]);
});

test("a folder is no file", () => {
  mkdirSync(join(folder, "sub"));
  const template = relative(templatePath("services/"), join(folder, "sub"));
  const sample = service({ containers: [container({ files: [{ path: "/etc/x", template }] })] });
  expect(templateProblems(sample)).toEqual([
    {
      where: "sample.containers.app.files./etc/x",
      problem: `templates/services/${template} does not exist`,
      fix: "create the file, or name another one",
    },
  ]);
});
