import { expect, test } from "@jest/globals";
import { obstacle, type Looks } from "../namespaces/obstacle.ts";

const files: Readonly<Record<string, string>> = {
  "/proc/filesystems": "nodev\toverlay\n\text4\n\tbtrfs\n",
  "/proc/mounts": "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
  "/dev/loop-control": "",
};

/** A computer without some files, on which commands with some words fail. */
function computer(without: Readonly<Record<string, string>>, failing?: string): Looks {
  const there = { ...files, ...without };
  return {
    platform: "linux",
    read: (file) => there[file] ?? "",
    exists: (file) => there[file] !== undefined && there[file] !== "none",
    asRoot: (...command) => {
      const fails = failing !== undefined && command.join(" ").includes(failing);
      return Promise.resolve({ code: fails ? 1 : 0, stdout: "", stderr: fails ? "unshare: not permitted\n" : "" });
    },
  };
}

test("a computer that has everything has no obstacle", async () => {
  expect(await obstacle(computer({}))).toBeUndefined();
});

test("a missing file system may come as a module", async () => {
  expect(await obstacle(computer({ "/proc/filesystems": "nodev\toverlay\n\text4\n" }))).toBeUndefined();
});

test.each([
  ["no Linux", { ...computer({}), platform: "darwin" }, "it needs Linux, and this is darwin"],
  ["no rights", computer({}, "true"), "it needs root, or sudo without a password"],
  ["no Python", computer({}, "python3 -c"), "it needs python3, which root cannot run"],
  [
    "old cgroups",
    computer({ "/proc/mounts": "cgroup /c cgroup rw 0 0\n" }),
    "it needs cgroup v2, which is not mounted",
  ],
  ["no btrfs", computer({ "/proc/filesystems": "nodev\toverlay\n\text4\n" }, "modprobe"), "this kernel has no btrfs"],
  ["no loop devices", computer({ "/dev/loop-control": "none" }), "it needs loop devices"],
  ["a container", computer({}, "supervisor try"), "new namespaces are refused here, as in a container (unshare: not"],
])("%s is told in one sentence", async (_what, looks, sentence) => {
  const told = await obstacle(looks);
  expect(told?.startsWith(sentence)).toBe(true);
  expect(told).not.toContain("\n");
});
