import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { GuestHost } from "./support/guest-host.ts";
import { Machine, type Fingerprint } from "./support/machine.ts";

// A host leaves nothing on the machine that it is a guest of, however it ended.
const limit = 600_000;
let machine: Machine;
let host: GuestHost;
let before: Fingerprint;

beforeAll(async () => {
  machine = await Machine.start();
  host = new GuestHost(machine, "guest", machine.newCache());
  before = await machine.fingerprint(host.state);
}, limit);
afterAll(() => machine.end(), limit);

const now = (): Promise<Fingerprint> => machine.fingerprint(host.state);

/** Containers of root and of a user without rights, and a dataset: what a deployment is made of. */
const deploy = `
set -e
mkdir -p /var/tmp/i/bin && cp /usr/bin/busybox /var/tmp/i/bin/
tar -C /var/tmp/i -cf /var/tmp/i.tar . && chmod 644 /var/tmp/i.tar
podman import -q /var/tmp/i.tar small:1 >/dev/null
podman run -d --name one small:1 /bin/busybox sleep 1000 >/dev/null
useradd -m -d /var/lib/homelab/someone -u 3001 someone
grep -q ^someone: /etc/subuid || echo someone:300000:65536 | tee -a /etc/subuid >> /etc/subgid
loginctl enable-linger someone
for i in $(seq 600); do test -e /run/user/3001/bus && break; sleep 0.1; done
cd /
as="setpriv --reuid 3001 --regid 3001 --init-groups env -i PATH=/usr/bin USER=someone HOME=/var/lib/homelab/someone XDG_RUNTIME_DIR=/run/user/3001"
$as podman import -q /var/tmp/i.tar small:1 >/dev/null
$as podman run -d -p 8080:80 --name two small:1 /bin/busybox sleep 1000 >/dev/null
zfs create -o mountpoint=/data tank/data && echo kept > /data/file && zfs snapshot tank/data@now
podman ps -q | wc -l
$as podman ps -q | wc -l
`;

test(
  "after down the machine is what it was before up, also when much ran in the host",
  async () => {
    expect(await host.done("up")).toContain("runs: ssh on 127.0.0.1:");
    const deployed = await host.inside(deploy);
    expect(`${deployed.stdout}${deployed.stderr}`.trim().split("\n").slice(-2)).toEqual(["1", "1"]);
    // The comparison would see it.
    const running = await now();
    for (const kind of ["processes", "namespaces", "cgroups", "loops", "ports"])
      expect(running[kind]).not.toEqual(before[kind]);
    for (const kind of ["mounts", "interfaces", "routes", "rules", "settings", "modules", "swap", "name"])
      expect(running[kind]).toEqual(before[kind]);
    await host.done("down");
    expect(await now()).toEqual(before);
    await host.done("up");
    expect((await host.inside("cat /data/file; zfs list -Ho name -t snapshot")).stdout).toBe("kept\ntank/data@now\n");
  },
  limit,
);

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seed = Number(process.env["SEED"] ?? Date.now() % 100_000);
const supervisor = ["-m supervisor run"];
const victims: Readonly<Record<string, readonly string[]>> = {
  "the supervisor, the process that holds the namespaces and what they start": supervisor,
  "the node process of up": ["cli.ts up"],
  "the stand-in APIs": ["stand-ins/main.ts"],
};

test(
  "killed at any moment of up, it is found and cleared up by the next down, and the next up works",
  async () => {
    console.log(`SEED=${seed}`);
    const next = random(seed);
    const names = Object.keys(victims);
    for (let round = 0; round < 10; round += 1) {
      const name = names[round % names.length] ?? "";
      await host.done("down");
      const up = host.begin("up");
      const over = once(up, "close");
      await sleep(next() * 3_000);
      const killed = await machine.kill(...(victims[name] ?? []));
      // What nobody killed comes to its end first; what was killed is cleared up at once.
      if (killed === 0 || !name.includes("node")) await over;
      await host.done("down");
      await over;
      const told = { round, seed, name, killed };
      expect({ ...told, ...(await now()) }).toEqual({ ...told, ...before });
    }
    expect(await host.done("up")).toContain("runs: ssh");
  },
  limit,
);

test.each(["init", "holder"])(
  "a host whose %s was killed is over, and up starts it again",
  async (which) => {
    await host.done("up");
    // The newest of the supervisors' processes holds the namespaces; the host's process 1 is its child.
    const [, holder = ""] = (await machine.said("pgrep", "-f", "supervisor run")).split("\n");
    const pid = which === "holder" ? holder : await machine.said("pgrep", "-P", holder);
    await machine.said("kill", "-9", pid);
    expect(await host.done("up")).toContain("runs: ssh");
    expect((await host.inside("cat /data/file")).stdout).toBe("kept\n");
    await host.done("down");
    expect(await now()).toEqual(before);
  },
  limit,
);
