import { beforeAll, describe, expect, test } from "@jest/globals";
import { destroyClosure, edges, subtree } from "../support/closure.ts";
import { CONFIG, homelab } from "../support/homelab.ts";
import { record, type Recorded } from "../support/recorder.ts";

let resources: Recorded[] = [];

beforeAll(async () => {
  resources = await record(homelab, { config: CONFIG });
});

const urnOf = (name: string): string => resources.find((resource) => resource.name === name)?.urn ?? "";
const edgesOf = (name: string): string[] => resources.filter((each) => each.name === name).flatMap(edges);
const nameOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.name ?? "";
const below = (name: string): string[] => subtree(resources, urnOf(name)).map(nameOf).sort();

describe("destroy -t <service> --target-dependents", () => {
  test.each(["feeds", "quiet"])("takes %s whole and nothing else", (name) => {
    const taken = destroyClosure(resources, urnOf(name));
    expect(taken).toEqual(subtree(resources, urnOf(name)));
    expect(taken.every((urn) => nameOf(urn) === name || nameOf(urn).startsWith(`${name}-`))).toBe(true);
  });

  test("of the host takes every step of every service: they stand on it", () => {
    const steps = resources.filter(({ type }) => type === "command:remote:Command").map(({ urn }) => urn);
    expect(destroyClosure(resources, urnOf("rehearsal"))).toEqual(expect.arrayContaining(steps));
  });
});

test("on the way out names go first, then the route", () => {
  expect(edgesOf("feeds-dns")).toEqual([urnOf("feeds-route")]);
  expect(edgesOf("feeds-route")).toEqual([urnOf("feeds-rollout")]);
});

describe("edges", () => {
  test("none leads from one service to another", () => {
    for (const [one, other] of [
      ["feeds", "quiet"],
      ["quiet", "feeds"],
    ] as const) {
      const own = new Set(subtree(resources, urnOf(one)));
      const targets = resources
        .filter(({ urn }) => own.has(urn))
        .flatMap(edges)
        .map(nameOf);
      expect(targets.filter((name) => below(other).includes(name))).toEqual([]);
    }
  });

  test("none leads from the host to a service", () => {
    const own = new Set(subtree(resources, urnOf("rehearsal")));
    const targets = resources.filter(({ urn }) => own.has(urn)).flatMap(edges);
    expect(targets.filter((urn) => !own.has(urn))).toEqual([]);
  });
});
