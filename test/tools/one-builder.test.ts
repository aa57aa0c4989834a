import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { installFolder } from "../../tools/install-folder.ts";
import { oneBuilder } from "../../tools/one-builder.ts";

const root = new URL("../../", import.meta.url).pathname;

let work = "";
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "homelab-builder-"));
});
afterEach(() => {
  rmSync(work, { recursive: true });
});

/** Another process that installs the same folder, and writes down that it builds. */
function other(target: string): ReturnType<typeof spawn> {
  const program = `
    import { appendFileSync, writeFileSync } from "node:fs";
    import { installFolder } from "${root}tools/install-folder.ts";
    await installFolder(${JSON.stringify(target)}, async (folder) => {
      appendFileSync(${JSON.stringify(join(work, "builds"))}, "built\\n");
      writeFileSync(folder + "/part", "whole");
    });`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "ignore", "inherit"] });
}

test("of processes that want the same folder one builds it, and all of them have it", async () => {
  const target = join(work, "folder");
  const ends = await Promise.all([1, 2, 3].map(() => once(other(target), "exit")));
  expect(ends.map(([code]) => code as number)).toEqual([0, 0, 0]);
  expect(readFileSync(join(target, "part"), "utf8")).toBe("whole");
  expect(readFileSync(join(work, "builds"), "utf8")).toBe("built\n");
});

test("a folder that is not whole is not there", async () => {
  const target = join(work, "folder");
  const failing = installFolder(target, (folder) => {
    writeFileSync(join(folder, "part"), "half");
    return Promise.reject(new Error("no room"));
  });
  await expect(failing).rejects.toThrow("no room");
  expect(existsSync(target)).toBe(false);
});

test("work on one thing never overlaps, on two it may; a failure lets the next one in", async () => {
  let inside = 0;
  let most = 0;
  const once = async (fails: boolean): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
    if (fails) throw new Error("broken");
  };
  const all = [true, false, true, false].map((fails) => oneBuilder(join(work, "x"), () => once(fails)));
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
  expect(most).toBe(1);
  await oneBuilder(join(work, "x"), () => oneBuilder(join(work, "y"), () => Promise.resolve()));
});

test("a process that is killed holds nothing", async () => {
  const program = `
    import { oneBuilder } from "${root}tools/one-builder.ts";
    await oneBuilder(${JSON.stringify(work)}, () => new Promise(() => { console.log("inside"); }));`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  holder.kill("SIGKILL");
  await expect(oneBuilder(work, () => Promise.resolve("mine"))).resolves.toBe("mine");
});
