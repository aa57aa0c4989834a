import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { GuestHost } from "./support/guest-host.ts";
import { Machine, type Fingerprint } from "./support/machine.ts";
import { random, seed } from "./support/random.ts";

// A host and its stack only mean something together: whatever is killed while they are kept or put back, both are of the
// same moment afterwards.
const limit = 600_000;
let machine: Machine;
let host: GuestHost;
let before: Fingerprint;

const next = random(seed);
const stackFile = (): string => join(host.state, "stack", "mark");

async function mark(word: string): Promise<void> {
  expect((await host.inside(`echo ${word} > /data/mark; echo ${word} > /root/mark; sync`)).code).toBe(0);
  mkdirSync(join(host.state, "stack"), { recursive: true });
  writeFileSync(stackFile(), word);
}

/** What the host's two disks and the stack say. */
async function marks(): Promise<readonly string[]> {
  const { stdout } = await host.inside("cat /data/mark /root/mark");
  return [...stdout.trim().split("\n"), readFileSync(stackFile(), "utf8")];
}

beforeAll(async () => {
  machine = await Machine.start();
  host = new GuestHost(machine, "cut-off", machine.newCache());
  before = await machine.fingerprint(host.state);
  await host.done("up");
  expect((await host.inside("zfs create -o mountpoint=/data tank/data")).code).toBe(0);
  await mark("first");
  await host.done("snapshot", "kept");
}, limit);
afterAll(() => machine.end(), limit);

test.each(["restore", "snapshot", "restore", "snapshot", "restore", "snapshot"])(
  "killed in the middle of %s, host and stack are of one moment and the snapshot is whole",
  async (verb) => {
    console.log(`SEED=${seed}`);
    await host.done("restore", "kept");
    await mark("second");
    const run = host.begin(verb, "kept");
    const over = once(run, "close");
    await sleep(200 + next() * 2_500);
    await machine.kill(`cli.ts ${verb}`);
    await over;
    await host.done("up");
    const [one, ...others] = await marks();
    expect(["first", "second"]).toContain(one);
    expect(others).toEqual([one, one]);
    await host.done("restore", "kept");
    const kept = await marks();
    expect(new Set(kept).size).toBe(1);
    if (verb === "restore") expect(kept[0]).toBe("first");
    await mark("first");
    await host.done("snapshot", "kept");
  },
  limit,
);

test(
  "killed in the middle of reset, the next up has an empty host or the former one, and down leaves nothing",
  async () => {
    const run = host.begin("reset");
    const over = once(run, "close");
    await sleep(500 + next() * 1_500);
    await machine.kill("cli.ts reset");
    await over;
    await host.done("up");
    const datasets = (await host.inside("zfs list -Ho name")).stdout.trim().split("\n");
    expect([
      ["safe", "tank"],
      ["safe", "tank", "tank/data"],
    ]).toContainEqual(datasets);
    await host.done("down");
    expect(await machine.fingerprint(host.state)).toEqual(before);
  },
  limit,
);
