import { beforeAll, expect, test } from "@jest/globals";
import { services as ledger } from "../homes/house.ts";
import { destroyClosure, edges, subtree } from "../support/closure.ts";
import { recordProgram, serviceClosure } from "../support/program.ts";
import type { Recorded } from "../support/recorder.ts";

const names = ledger.services.map(({ name }) => name);
let resources: Recorded[] = [];

beforeAll(async () => {
  resources = await recordProgram();
});

const urnOf = (name: string): string => resources.find((resource) => resource.name === name)?.urn ?? "";

test("the program makes one host, what services share for the sign-in, and the services of the home", () => {
  const components = resources.filter(({ custom }) => !custom).map(({ type, name }) => [type, name]);
  expect(components).toEqual([
    ...[...names].sort().map((name) => ["homelab:index:Service", name]),
    ["homelab:index:Host", "rehearsal"],
    ["homelab:index:Sso", "sso"],
  ]);
});

test.each(names)("a destroy of %s takes it whole and nothing else", (name) => {
  const taken = destroyClosure(resources, urnOf(name));
  expect(taken).toEqual(subtree(resources, urnOf(name)));
  expect(taken.length).toBeGreaterThan(3);
});

test("records are the public services' alone", () => {
  const records = resources.filter(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord");
  expect(records.map(({ name, inputs }) => [name, inputs["name"], inputs["content"]])).toEqual([
    ["authentication-dns-auth", "auth.home.test", "203.0.113.10"],
    ["calendar-dns", "calendar.home.test", "203.0.113.10"],
    ["feeds-dns", "feeds.home.test", "203.0.113.10"],
  ]);
});

test("a service's closure by name", async () => {
  const taken = await serviceClosure("feeds");
  expect(taken.every((name) => name === "feeds" || name.startsWith("feeds-"))).toBe(true);
  expect(taken).toEqual(taken.toSorted());
});

test("no edge leads from one service to another", () => {
  for (const name of names) {
    const own = new Set(subtree(resources, urnOf(name)));
    const others = new Set(
      names.filter((other) => other !== name).flatMap((other) => subtree(resources, urnOf(other))),
    );
    const targets = resources.filter(({ urn }) => own.has(urn)).flatMap(edges);
    expect(targets.filter((urn) => others.has(urn))).toEqual([]);
  }
});

test("a service has at most 12 resources, beside its generated secrets and groups", () => {
  const several = /^random:|:PolicyBinding$/;
  for (const name of names) {
    const own = new Set(subtree(resources, urnOf(name)));
    const counted = resources.filter(({ urn, type }) => own.has(urn) && !several.test(type));
    expect(counted.length).toBeLessThanOrEqual(12);
  }
});
