import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  datasetName,
  FIRST_UID,
  healthPort,
  hostId,
  LAST_UID,
  mountpoint,
  serviceNameProblem,
  slotPodName,
  SLOTS_PER_SERVICE,
  slotPort,
  statePodName,
  subids,
  userName,
} from "../../../core/service/names.ts";

const uid = fc.integer({ min: FIRST_UID, max: LAST_UID });
const slot = fc.integer({ min: 0, max: SLOTS_PER_SERVICE - 1 });
const FIRST_EPHEMERAL_PORT = 32_768;

describe("ports", () => {
  test("are the ones that the host derives too", () => {
    expect([slotPort(2003, 0), slotPort(2003, 1), healthPort(2003, 0)]).toEqual([10_030, 10_031, 10_035]);
  });

  test("never collide: two different slots or kinds have two different ports", () => {
    const listener = fc.record({ uid, slot, port: fc.constantFrom(slotPort, healthPort) });
    fc.assert(
      fc.property(listener, listener, (a, b) => {
        const same = a.uid === b.uid && a.slot === b.slot && a.port === b.port;
        expect(a.port(a.uid, a.slot) === b.port(b.uid, b.slot)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  test("lie above the system's and below the ephemeral ones", () => {
    fc.assert(
      fc.property(uid, slot, (number, each) => {
        expect(slotPort(number, each)).toBeGreaterThanOrEqual(10_000);
        expect(healthPort(number, each)).toBeLessThan(FIRST_EPHEMERAL_PORT);
      }),
    );
  });
});

describe("subordinate ids", () => {
  test.each([
    { number: 2000, start: 1_048_576 },
    { number: 2003, start: 1_245_184 },
  ])("of $number start at $start", ({ number, start }) => {
    expect(subids(number)).toEqual({ start, count: 65_536 });
  });

  test("of two services do not overlap, and reach every id of a container", () => {
    fc.assert(
      fc.property(uid, uid, (a, b) => {
        fc.pre(a < b);
        expect(subids(a).start + subids(a).count).toBeLessThanOrEqual(subids(b).start);
        expect(hostId(a, 65_534)).toBeLessThan(subids(a).start + subids(a).count);
      }),
    );
  });

  test("root inside is the service's user outside", () => {
    expect([hostId(2003, 0), hostId(2003, 1), hostId(2003, 999)]).toEqual([2003, 1_245_184, 1_246_182]);
  });
});

test("physical names follow from service, slot and key", () => {
  expect([userName("feeds"), slotPodName("feeds", 1), statePodName("feeds")]).toEqual([
    "svc-feeds",
    "feeds-1",
    "feeds-state",
  ]);
  expect(datasetName("safe", "feeds", "db")).toBe("safe/homelab/feeds/db");
  expect(mountpoint("safe", "feeds", "db")).toBe("/zfs/safe/feeds/db");
});

test("no pod of one service has the name of a pod of another", () => {
  const service = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/).filter((name) => serviceNameProblem(name) === undefined);
  const pods = (name: string): string[] => [statePodName(name), slotPodName(name, 0), slotPodName(name, 10)];
  fc.assert(
    fc.property(service, service, (a, b) => {
      fc.pre(a !== b);
      expect(pods(a).filter((pod) => pods(b).includes(pod))).toEqual([]);
    }),
  );
});

test.each([
  { name: "feeds", problem: undefined },
  { name: "a-0-b", problem: undefined },
  { name: "Feeds", problem: "a service name is lower-case letters, digits and hyphens, starting with a letter" },
  { name: "0feeds", problem: "a service name is lower-case letters, digits and hyphens, starting with a letter" },
  { name: "", problem: "a service name is lower-case letters, digits and hyphens, starting with a letter" },
  { name: "feeds-", problem: "a service name does not end in a hyphen" },
  { name: "feeds-state", problem: "a service name does not end in -state: that is how state pods are named" },
  { name: "feeds-12", problem: "a service name does not end in -<number>: that is how slots are named" },
  { name: "a".repeat(25), problem: "a service name has up to 24 characters, this one has 25" },
])("service name $name", ({ name, problem }) => {
  expect(serviceNameProblem(name)).toBe(problem);
});
