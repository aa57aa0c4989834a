import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { GuestHost } from "./support/guest-host.ts";
import { Machine } from "./support/machine.ts";

// Hosts of another name, and of the same name with another cache.
const limit = 600_000;
let machine: Machine;
let hosts: readonly GuestHost[];

beforeAll(async () => {
  machine = await Machine.start();
  const [one, two] = [machine.newCache(), machine.newCache()];
  hosts = [
    new GuestHost(machine, "same", one),
    new GuestHost(machine, "other", one),
    new GuestHost(machine, "same", two),
  ];
  for (const host of hosts) await host.done("up");
}, limit);
afterAll(() => machine.end(), limit);

const each = (work: (host: GuestHost, index: number) => Promise<string>): Promise<readonly string[]> =>
  Promise.all(hosts.map(work));

test(
  "each has its own disks, processes, pools and ports, and ends alone",
  async () => {
    const ports = await each(async (host) => /ssh +(\S+)/.exec(await host.done("status"))?.[1] ?? "");
    expect(new Set(ports).size).toBe(3);
    await each(async (host, index) => {
      const script = `set -e; echo ${index} > /root/own; zfs create tank/own${index}; systemd-run -q --unit own${index} sleep 1000
        systemd-run -q --unit web python3 -m http.server -d /root 8000`;
      return String((await host.inside(script)).code);
    });
    const asked = `for i in $(seq 100); do curl -sf http://10.0.2.15:8000/own && break; sleep 0.1; done
      zfs list -Ho name -r tank | tail -1; pgrep -c sleep; curl -s -m 2 http://10.0.2.2:8000/; echo $?`;
    expect(await each(async (host) => (await host.inside(asked)).stdout)).toEqual(
      [0, 1, 2].map((index) => `${index}\ntank/own${index}\n1\n7\n`),
    );
    expect((await machine.fingerprint(...hosts.map(({ state }) => state)))["cgroups"]).toHaveLength(3);
    const [first, second, third] = hosts as [GuestHost, GuestHost, GuestHost];
    await first.done("down");
    expect((await first.rehearse(["status"])).stdout).toContain("same: down");
    for (const host of [second, third]) expect((await host.inside("pgrep -c sleep")).stdout).toBe("1\n");
    for (const host of [second, third]) await host.done("down");
  },
  limit,
);
