import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { GuestHost } from "./support/guest-host.ts";
import { Machine, machines, type Fingerprint } from "./support/machine.ts";

// What root inside a host can do by accident does not reach the machine. It is tried on a machine of the tests' own: an
// accident that no guard holds back is one there.
const limit = 600_000;
let machine: Machine;
let host: GuestHost;
let empty: Fingerprint;

beforeAll(async () => {
  machine = await Machine.start();
  const cache = machine.newCache();
  host = new GuestHost(machine, "accidents", cache);
  empty = await machine.fingerprint(host.state);
  await host.done("up");
}, limit);
afterAll(async () => {
  await host.done("down");
  await machine.end();
}, limit);

/** A shell command in the host. @returns its exit code and what it said */
async function tried(script: string): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await host.inside(script);
  return { code, said: `${stdout}${stderr}`.trim() };
}

/** A call of the kernel by a name of the C library, with numbers. @returns the name of the error, or "done" */
const call = (name: string, ...words: readonly string[]): string =>
  `python3 -c 'import ctypes,errno; c=ctypes.CDLL(None,use_errno=True); r=c.${name}(${words.join(", ")}); print(errno.errorcode[ctypes.get_errno()] if r < 0 else "done")'`;

const makeDisk = "mknod /tmp/disk b 254 0";

describe("is refused", () => {
  test.each([
    ["setting the clock", "date -s '+3 seconds'", "cannot set date"],
    ["moving the clock", call("clock_settime", "0", "(ctypes.c_long * 2)(1000000000, 0)"), "EPERM"],
    ["bending the clock", call("adjtimex", "(ctypes.c_char * 208)(1, 0x40)"), "EPERM"],
    ["loading a module", call("syscall", "175", "0", "0", '""'), "EPERM"],
    ["loading a module from a file", call("syscall", "313", "0", '""', "0"), "EPERM"],
    ["unloading a module", call("syscall", "176", '"ext4"', "0"), "EPERM"],
    ["a setting of the kernel", "sysctl -w kernel.panic=17", "permission denied"],
    ["a setting of memory", "sysctl -w vm.swappiness=17", "permission denied"],
    ["a setting of file systems", "sysctl -w fs.nr_open=1048575", "permission denied"],
    ["a program for crashes", "echo /x > /proc/sys/kernel/core_pattern", "Read-only file system"],
    ["a kind of program", "echo :x:M::xx::/x: > /proc/sys/fs/binfmt_misc/register", "binfmt_misc/register"],
    [
      "a setting through another /proc",
      "mount -t proc p /mnt; echo 17 > /mnt/sys/kernel/panic; umount /mnt",
      "not permitted",
    ],
    ["a key of the kernel's", "echo h > /proc/sysrq-trigger", "sysrq-trigger: "],
    ["a device node of a disk", makeDisk, "Operation not permitted"],
    ["a device node of memory", "mknod /tmp/mem c 1 1", "Operation not permitted"],
    ["mounting a disk by its number", "mknod /tmp/vda b 254 0; mount -t ext4 /tmp/vda /media", "does not exist"],
    ["reading a disk", "mount -t devtmpfs d /mnt; dd if=/mnt/loop0 of=/dev/null count=1; umount /mnt", "not permitted"],
    ["another loop device", "truncate -s 1M /tmp/file; losetup -f /tmp/file", "losetup:"],
    ["the kernel's log", "dmesg", "Operation not permitted"],
    ["clearing the kernel's log", "dmesg -C", "Operation not permitted"],
    ["the kernel's log as a file", "head -c 1 /dev/kmsg", "No such file"],
    ["another kernel", call("syscall", "246", "0", "0", "0", "0"), "EPERM"],
    ["another kernel from a file", call("syscall", "320", "0", "0", "0", "0", "0"), "EPERM"],
    ["swap", "fallocate -l 1M /tmp/s; chmod 600 /tmp/s; mkswap -q /tmp/s; swapon /tmp/s", "Operation not permitted"],
    ["no swap", call("swapoff", 'b"/dev/vdz"'), "EPERM"],
    ["keys of the kernel", call("syscall", "250", "0", "-4", "0"), "ENOSYS"],
    ["sleep of the machine", "echo mem > /sys/power/state", "Read-only file system"],
    ["a setting of a disk", "echo 1 > /sys/block/loop0/queue/read_ahead_kb", "Read-only file system"],
    ["the cgroups read-only", "mount -o remount,ro /sys/fs/cgroup", "permission denied"],
    ["the registry read-write", "mount -o remount,rw /srv/registry; touch /srv/registry/x", "Read-only file system"],
    ["freezing what is the machine's", "fsfreeze -f /srv/registry", "fsfreeze:"],
    ["accounting of processes", call("acct", 'b"/tmp/file"'), "EPERM"],
    ["ports of the processor", call("iopl", "3"), "EPERM"],
    [
      "tracing of the kernel",
      call("syscall", "298", "(ctypes.c_char * 128)(0, *([0] * 3), 128)", "-1", "0", "-1", "0"),
      "E",
    ],
  ])(
    "%s",
    async (_what, script, word) => {
      expect((await tried(script)).said).toContain(word);
      expect(machines(await machine.fingerprint(host.state))).toEqual(machines(empty));
    },
    limit,
  );
});

test(
  "what belongs to its own network can be set and stays inside",
  async () => {
    const other =
      "ip link add other type veth peer name third && ip addr add 192.0.2.1/24 dev other && ip link set other up";
    const rules =
      "nft add table inet own && nft add chain inet own in '{ type filter hook input priority 0; policy accept; }'";
    const settings = "sysctl -w net.ipv4.ip_forward=1 net.ipv4.tcp_syncookies=0 net.core.somaxconn=77";
    expect((await tried(`set -e; ${other}; ${rules}; ${settings}; hostname elsewhere; hostname`)).code).toBe(0);
    expect(machines(await machine.fingerprint(host.state))).toEqual(machines(empty));
  },
  limit,
);

test(
  "every setting of the network that it can change is its own",
  async () => {
    const change = `cd /proc/sys/net; n=0; for f in $(find . -type f); do v=$(cat $f 2>/dev/null) || continue
    case $v in *[!0-9]*|"") continue;; esac; { echo $((v + 1)) > $f; } 2>/dev/null && n=$((n + 1)); done; echo $n`;
    expect(Number((await tried(change)).said)).toBeGreaterThan(50);
    expect(machines(await machine.fingerprint(host.state))).toEqual(machines(empty));
    await host.done("reboot");
  },
  limit,
);

test(
  "no process, file or service of the machine is in its sight, and no address outside",
  async () => {
    const listener = `import http.server,socketserver\nsocketserver.TCPServer(("0.0.0.0",18181),http.server.SimpleHTTPRequestHandler).serve_forever()`;
    const [program = "", ...words] = machine.words(["python3", "-c", listener]);

    const server = spawn(program, words, { stdio: "ignore" });
    const ask = "curl -s -o /dev/null -m 5 http://127.0.0.1:18181/";
    await machine.said("bash", "-c", `for i in $(seq 300); do ${ask} && exit 0; sleep 0.1; done; exit 1`);
    const inside = ["127.0.0.1", "10.0.2.2", "10.0.2.100", "10.0.2.53", "192.0.2.2", "1.1.1.1"];
    const asked = inside.map((address) => `curl -s -m 3 -o /dev/null http://${address}:18181/; echo $?`).join("; ");
    // 7: refused or no way, 28: no answer; never 0.
    expect((await tried(asked)).said.split("\n").filter((code) => code !== "7" && code !== "28")).toEqual([]);
    expect((await tried("getent hosts example.com")).code).toBe(2);
    expect(
      (await tried("ls /proc/*/root/work /work /root/.cache 2>/dev/null; cat /proc/[0-9]*/cmdline")).said,
    ).not.toContain("cli.ts");
    expect((await tried("ps -e -o comm= | sort -u")).said).not.toContain("node");
    expect((await tried("cat /proc/1/comm")).said).toBe("systemd");
    await machine.kill("18181");
    server.kill();
  },
  limit,
);

test(
  "a fork bomb ends at a number of processes",
  async () => {
    const bomb = `import os,time,resource\nn=0\ntry:\n  while n < 40000:\n    if os.fork()==0: time.sleep(300)\n    n+=1\nexcept OSError as e: print(n < 8192, e.strerror, flush=True)\nos.kill(0,9)`;
    const said = (await tried(`cat > /tmp/bomb.py <<'X'\n${bomb}\nX\nsetsid python3 /tmp/bomb.py; true`)).said;
    expect(said).toContain("True Resource temporarily unavailable");
    expect(await machine.said("cat", "/proc/sys/kernel/pid_max")).not.toBe("8192");
  },
  limit,
);

test(
  "its console and its /dev take only so much of the machine",
  async () => {
    const { said } = await tried(
      "timeout 20 head -c 8M /dev/zero > /dev/console; head -c 8M /dev/zero > /dev/nul; rm /dev/nul",
    );
    expect(said).toContain("No space left on device");
    expect(Number(await machine.said("stat", "-c", "%s", `${host.state}/console.log`))).toBeLessThanOrEqual(1 << 20);
  },
  limit,
);

describe("ends only the host:", () => {
  test.each([
    ["killing every process", "kill -9 -1"],
    ["powering off", "systemctl poweroff --force --force"],
    ["halting", "systemctl halt --force --force"],
    ["another kernel by systemd", "systemctl kexec || systemctl poweroff --force --force"],
    ["unmounting everything", "umount -a -r -f; systemctl poweroff --force --force"],
    ["unmounting everything, hard", "umount -a -l; systemctl poweroff --force --force || echo o > /proc/sysrq-trigger"],
    ["removing everything", "rm -rf --no-preserve-root / 2>/dev/null; kill -9 -1"],
  ])(
    "%s",
    async (_what, script) => {
      await host.inside(script);
      await host.done("down");
      expect(await machine.fingerprint(host.state)).toEqual(empty);
      // What was removed in it is put back.
      await host.done("reset");
      expect((await tried("systemctl is-system-running --wait")).said).toBe("running");
    },
    limit,
  );
});
