import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const script = new URL("../../tools/node-modules.sh", import.meta.url).pathname;

let work = "";
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "homelab-modules-"));
  for (const folder of ["bin", "project/tools", "other/node_modules/kept"])
    mkdirSync(join(work, folder), { recursive: true });
  copyFileSync(script, join(work, "project/tools/node-modules.sh"));
  writeFileSync(join(work, "project/package-lock.json"), "{}\n");
  // What `npm ci` does to the folder that it finds: it empties it, then fills it.
  const npm = join(work, "bin/npm");
  writeFileSync(npm, "#!/bin/sh\nrm -rf node_modules/*\nmkdir -p node_modules/fresh\n");
  chmodSync(npm, 0o755);
});
afterEach(() => {
  rmSync(work, { recursive: true });
});

const install = () => {
  const env = { PATH: `${join(work, "bin")}:${process.env["PATH"] ?? ""}` };
  return spawnSync("bash", [join(work, "project/tools/node-modules.sh")], { env, encoding: "utf8" });
};

const installed = (path: string): boolean => existsSync(join(work, path));

test("packages are installed once for each lockfile", () => {
  expect(install().status).toBe(0);
  expect(readFileSync(join(work, "project/node_modules/.installed-lockfile"), "utf8")).toBe("{}\n");
  rmSync(join(work, "project/node_modules/fresh"), { recursive: true });
  expect(install()).toMatchObject({ status: 0, stderr: "" });
  expect(installed("project/node_modules/fresh")).toBe(false);
});

test("a node_modules that is a link to another project's is replaced, and that one stays as it is", () => {
  symlinkSync("../other/node_modules", join(work, "project/node_modules"));
  expect(install()).toMatchObject({ status: 0, stderr: expect.stringContaining("is a link") as unknown });
  expect(lstatSync(join(work, "project/node_modules")).isDirectory()).toBe(true);
  expect(installed("project/node_modules/fresh")).toBe(true);
  expect(installed("other/node_modules/kept")).toBe(true);
  expect(installed("other/node_modules/.installed-lockfile")).toBe(false);
});
