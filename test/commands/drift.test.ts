import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../commands/command.ts";
import { parseArguments } from "../../commands/drift/arguments.ts";
import { type HostSettings, hostOf, parseReport, sshArguments } from "../../commands/drift/host.ts";
import { refreshed } from "../../commands/drift/refreshed.ts";
import { exitCode, together, words } from "../../commands/drift/report.ts";
import type { DriftReport } from "../../core/schema/drift-report.ts";

const EXAMPLE = join(import.meta.dirname, "../../contract/examples/answers/drift.json");

const URN = "urn:pulumi:prod::homelab::";
const SERVICE = `${URN}homelab:index:Service::feeds`;
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const record = (changes: object = {}) => ({
  type: RECORD,
  parent: SERVICE,
  inputs: { name: "feeds.home.test", content: "10.0.2.15", ttl: 1, __defaults: [], ...changes },
  outputs: {},
});
const recordUrn = `${URN}homelab:index:Service$${RECORD}::feeds-dns`;
const of = { service: "feeds", what: "DnsRecord feeds-dns (feeds.home.test)", mend: "pulumi up --refresh" };

/** The output of a refresh with these steps; the event before each has what the stack knows. */
const printed = (...steps: { readonly old: object }[]): string =>
  [
    { preludeEvent: {} },
    ...steps.flatMap((metadata) => [
      { resourcePreEvent: { metadata: { ...metadata, op: "refresh", new: metadata.old } } },
      { resOutputsEvent: { metadata } },
    ]),
  ]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join("");
const found = (...steps: Parameters<typeof printed>) => refreshed(printed(...steps), "home").differences;
const step = (found: object | null, op = "update") => ({ op, urn: recordUrn, old: record(), new: found });

describe("what a refresh finds", () => {
  test("nothing", () => {
    expect(found(step(record()))).toEqual([]);
    expect(found(step({ ...record(), inputs: { ...record().inputs, more: 1 } }))).toEqual([]);
  });

  test("an object that is gone", () => {
    expect(found(step(null, "delete"))).toEqual([{ ...of, is: "deleted", shouldBe: "as applied" }]);
  });

  test("each value that differs", () => {
    expect(found(step(record({ content: "10.9.9.9", ttl: 300 })))).toEqual([
      { ...of, what: `${of.what} content`, is: "10.9.9.9", shouldBe: "10.0.2.15" },
      { ...of, what: `${of.what} ttl`, is: "300", shouldBe: "1" },
    ]);
  });

  test("a value that only the outputs have", () => {
    const holding = (content: string) => ({ ...record(), outputs: { content } });
    const one = { op: "update", urn: recordUrn, old: holding("10.0.2.15"), new: holding("10.9.9.9") };
    expect(found(one)).toEqual([{ ...of, what: `${of.what} content`, is: "10.9.9.9", shouldBe: "10.0.2.15" }]);
  });

  test("a value that is gone, and one that is too long for a line", () => {
    const [gone, long] = found(step(record({ content: undefined, name: `x${"y".repeat(99)}\nz` })));
    expect([long?.is, gone?.is].map((text) => text?.length)).toEqual([7, 61]);
  });

  test("of what several services share", () => {
    const shared = { ...step(null, "delete"), old: { ...record(), parent: `${URN}homelab:index:Sso::sso` } };
    expect(found(shared)[0]?.service).toBeNull();
  });

  test("the toolkit that the stack has installed", () => {
    const command = { type: "command:remote:Command", inputs: {}, outputs: { stdout: '{"toolkit":"abc"}' } };
    const toolkit = { op: "refresh", urn: `${URN}command:remote:Command::home-toolkit`, old: command, new: command };
    expect(refreshed(printed(toolkit), "home").toolkit).toBe("abc");
    expect(refreshed(printed(toolkit), "other").toolkit).toBeUndefined();
  });
});

const host: HostSettings = {
  ...{ name: "home", address: "192.0.2.10", port: 2222, user: "root", hostKey: "ssh-ed25519 AAAA" },
  pools: { tank: "1 TB" },
};

describe("the host", () => {
  const HOMELAB = "/var/lib/homelab/toolkit/current/homelab drift --json";

  test("is asked with the settings' host key only, and with sudo where it is needed", () => {
    const words = sshArguments(host, "/tmp/a b/known_hosts");
    expect(words.slice(-6)).toEqual(["-p", "2222", "-l", "root", "192.0.2.10", HOMELAB]);
    expect(words).toEqual(
      expect.arrayContaining(["StrictHostKeyChecking=yes", 'UserKnownHostsFile="/tmp/a b/known_hosts"']),
    );
    expect(sshArguments({ ...host, user: "ops" }, "f").at(-1)).toBe(`sudo -n ${HOMELAB}`);
  });

  test("is the one of the config", () => {
    const { name, address, hostKey, pools } = host;
    const config = (value: unknown) => ({
      values: { "homelab:host": { objectValue: value, secret: false } },
      decrypt: () => undefined,
    });
    expect(hostOf(config({ name, address, hostKey, pools }))).toMatchObject({ port: 22, user: "root" });
    expect(() => hostOf(config({ name }))).toThrow(/homelab:host/);
  });

  test("has an older toolkit that cannot compare", () => {
    const usage = "usage: homelab [-h] COMMAND ...\nhomelab: error: invalid choice: 'drift'";
    expect(() => parseReport("home", "", usage)).toThrow(/usage: homelab[\s\S]*run pulumi up/);
    expect(() => parseReport("home", "", "")).toThrow(/did not print a report/);
  });
});

describe("the report", () => {
  const onHost = JSON.parse(readFileSync(EXAMPLE, "utf8")) as DriftReport;
  const clean: DriftReport = { ...onHost, toolkit: "abc", differences: [], notCompared: [], problems: [] };
  const outside = { differences: [], toolkit: "abc" };
  const failed = { problems: [{ where: "home", problem: "does not answer", fix: "start it" }] };

  test("without drift is one line", () => {
    const report = together("home", { found: clean }, { found: outside }, 4.25);
    expect([words(report), exitCode(report)]).toEqual(["no drift: 2 services, 4.3 s", 0]);
  });

  test("has the differences of both, and another toolkit than the stack's", () => {
    const [lost] = found(step(null, "delete"));
    const differences = lost === undefined ? [] : [lost];
    const report = together("home", { found: clean }, { found: { differences, toolkit: "new" } }, 1);
    expect(exitCode(report)).toBe(1);
    expect(words(report).split("\n")).toEqual([
      "SERVICE  WHAT                                   IS       SHOULD BE   MEND",
      "host     current toolkit                        abc      new         pulumi up --target-replace '**::home-toolkit'",
      "feeds    DnsRecord feeds-dns (feeds.home.test)  deleted  as applied  pulumi up --refresh",
      "2 differences: 2 services, 1.0 s",
    ]);
  });

  test("tells what the other half found if one cannot be looked at", () => {
    const half = together("home", failed, { found: { ...outside, differences: found(step(null, "delete")) } }, 1);
    expect(exitCode(half)).toBe(2);
    expect(words(half)).toMatch(/feeds-dns[\s\S]*\nerror: home: does not answer\n {2}fix: start it\n1 difference: /);
    const other = together("home", { found: onHost }, failed, 1);
    expect([exitCode(other), other.differences]).toEqual([2, onHost.differences]);
    expect(words(together("home", failed, failed, 1))).toContain("could not look at everything: 0 services");
  });

  test("says what was not compared", () => {
    expect(words(onHost)).toMatch(/\nnot compared: feeds: quota, properties and directories of safe/);
    const notCompared = ["a", "b", "c"].map((service) => ({
      service,
      what: "quota",
      why: service === "c" ? "x" : "y",
    }));
    expect(
      words({ ...clean, notCompared })
        .split("\n")
        .slice(0, -1),
    ).toEqual(["not compared: a: quota and 1 more: y", "not compared: c: quota: x"]);
  });
});

test.each([
  ["", { help: false, json: false, stack: [] }],
  ["--json -s prod", { help: false, json: true, stack: ["--stack", "prod"] }],
])("arguments: %s", (line, command) => {
  expect(parseArguments(line === "" ? [] : line.split(" "))).toEqual(command);
});

test("an unknown option is wrong usage", () => {
  expect(() => parseArguments(["--mend"])).toThrow(UsageError);
});
