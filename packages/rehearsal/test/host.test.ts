import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { curlArguments } from "../verbs/curl.ts";
import { table } from "../verbs/status.ts";
import { cacheRoot } from "../../../tools/cache.ts";
import { elapsed } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { parsePackages } from "../tree/debian.ts";
import { withLock } from "../host/lock.ts";
import { freePorts } from "../host/ports.ts";
import { standInAddresses } from "../host/network.ts";
import { machineHash, qemuArguments } from "../vm/qemu.ts";
import { checkSnapshotName } from "../host/snapshots.ts";
import { socketPath } from "../host/socket-path.ts";
import { isMarked, hostName } from "../host/state.ts";

const work = mkdtempSync(join(tmpdir(), "homelab-test-"));
afterAll(() => {
  rmSync(work, { recursive: true });
});

const start = {
  dir: "/s",
  ports: { ssh: 1, https: 2, http: 3 },
  accel: "tcg" as const,
  parts: { disk: "/d", kernel: "/k", initrd: "/i" },
  registry: "/r,1.qcow2",
  authorizedKey: "ssh-ed25519 AAAA",
  relays: { authentik: ["/n ode", "r,1", "it's"], dns: ["/n", "r"] },
};

describe("names", () => {
  test.each([
    [{}, "default"],
    [{ HOMELAB_REHEARSAL: "ci-2" }, "ci-2"],
  ])("%j is machine %s", (env, name) => {
    expect(hostName(env)).toBe(name);
  });

  test.each(["../x", "A", "", "a b"])("machine %j is refused with a fix", (name) => {
    expect(() => hostName({ HOMELAB_REHEARSAL: name })).toThrow(/HOMELAB_REHEARSAL.*\n {2}fix: /);
  });

  test.each(["last", "a b", "x;quit", "1"])("snapshot %j is refused", (name) => {
    expect(() => {
      checkSnapshotName(name);
    }).toThrow("is not a valid name for a snapshot");
  });

  test("the cache is where HOMELAB_CACHE, XDG_CACHE_HOME or the home folder say", () => {
    expect(cacheRoot({ HOMELAB_CACHE: "/c" }, "/h")).toBe("/c");
    expect(cacheRoot({ XDG_CACHE_HOME: "/x", HOMELAB_CACHE: "" }, "/h")).toBe("/x/homelab");
    expect(cacheRoot({}, "/h")).toBe("/h/.cache/homelab");
  });
});

describe("QEMU", () => {
  test("forwards loopback ports only and its ways out lead to the stand-ins", () => {
    const network = qemuArguments(start).find((word) => word.startsWith("user,"));
    const authentik = String.raw`guestfwd=tcp:10.0.2.100:9800-cmd:'/n ode' 'r,,1' 'it'\''s'`;
    const dns = "guestfwd=tcp:10.0.2.53:53-cmd:'/n' 'r'";
    expect(network).toBe(
      `user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:1-:22,hostfwd=tcp:127.0.0.1:2-:443,hostfwd=tcp:127.0.0.1:3-:80,${authentik},${dns}`,
    );
  });

  test("the image of Authentik knows its way", () => {
    const caddyfile = new URL("../images/files/authentik/etc/authentik/Caddyfile", import.meta.url);
    expect(readFileSync(caddyfile, "utf8")).toContain(`reverse_proxy ${standInAddresses.authentik} {`);
  });

  test("never writes the registry's disk, and doubles a comma in its path", () => {
    expect(qemuArguments(start)).toContain("file=/r,,1.qcow2,if=virtio,format=qcow2,readonly=on");
  });

  test("continues from a snapshot only when told", () => {
    expect(qemuArguments(start)).not.toContain("-loadvm");
    expect(qemuArguments({ ...start, snapshot: "clean" }).slice(-2)).toEqual(["-loadvm", "clean"]);
  });

  test("an emulated and a virtual machine cannot continue each other", () => {
    expect(machineHash("kvm")).not.toBe(machineHash("tcg"));
  });

  test("a process that is no QEMU of this folder is never taken for one", () => {
    expect(isMarked(process.pid, "/s/vm.pid")).toBe(false);
    expect(isMarked(2 ** 30, "/s/vm.pid")).toBe(false);
  });
});

test("sockets of a deep folder lie in a short one", () => {
  expect(socketPath("/c/vm/default", "mon.sock")).toBe("/c/vm/default/mon.sock");
  const deep = socketPath(`/${"x".repeat(120)}`, "mon.sock");
  expect(deep.length).toBeLessThan(88);
  rmSync(join(deep, ".."), { recursive: true });
});

test("former ports are taken again where they are free", async () => {
  const first = await freePorts(undefined);
  expect(new Set(Object.values(first)).size).toBe(3);
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(first.ssh, "127.0.0.1", resolve));
  const second = await freePorts(first);
  blocker.close();
  expect(second.ssh).not.toBe(first.ssh);
  expect([second.https, second.http]).toEqual([first.https, first.http]);
});

test("a lock whose owner was killed does not hold", async () => {
  writeFileSync(join(work, "lock"), String(2 ** 30));
  await expect(withLock(work, () => Promise.resolve("done"))).resolves.toBe("done");
});

test("a recipe's name changes with content, file names and execute bits", () => {
  const folder = join(work, "recipe");
  mkdirSync(folder);
  writeFileSync(join(folder, "a"), "1");
  const before = recipeHash({}, [folder]);
  expect(recipeHash({}, [folder])).toBe(before);
  mkdirSync(join(folder, "__pycache__"));
  writeFileSync(join(folder, "__pycache__", "a.pyc"), "1");
  expect(recipeHash({}, [folder])).toBe(before);
  writeFileSync(join(folder, "a"), "2");
  expect(recipeHash({}, [folder])).not.toBe(before);
  expect(recipeHash({ x: 1 }, [folder])).not.toBe(recipeHash({}, [folder]));
});

test("apt's stanzas give the file name of a download", () => {
  const stanza = "Package: busybox\nVersion: 1:1.37.0-6+b9\nArchitecture: amd64\n";
  expect(parsePackages(`${stanza}\n`)).toEqual([
    { name: "busybox", version: "1:1.37.0-6+b9", file: "busybox_1%3a1.37.0-6+b9_amd64.deb" },
  ]);
});

test("curl is led to the machine whatever the host name", () => {
  const vm = { ports: start.ports, caCertificate: "/ca" };
  const led = ["--connect-to", ":443:127.0.0.1:2", "--connect-to", ":80:127.0.0.1:3"];
  expect(curlArguments(vm, ["-I", "https://a.home.test/"])).toEqual([
    "--cacert",
    "/ca",
    ...led,
    "-I",
    "https://a.home.test/",
  ]);
});

test("columns line up", () => {
  expect(
    table([
      ["a", "b"],
      ["long", "c"],
    ]),
  ).toBe("a     b\nlong  c");
});

test.each([
  [400, "0.4 s"],
  [12_300, "12 s"],
  [303_000, "5 min 03 s"],
])("%i ms is %s", (ms, text) => {
  expect(elapsed(ms)).toBe(text);
});
