import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RecordPlan } from "../../core/web/records.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { recordsPath, testCloudflare, token, zone } from "../../packages/stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../packages/stand-ins/test/cloudflare-support.ts";
import { loggedRequests } from "../../packages/stand-ins/test/support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";

// What the records of a service go through, with the real engine and the program's own components/service/dns.ts.

const stack = new EngineStack({ program: "test/engine/dns-program" });
let cloudflare: TestCloudflare;

type Lead = Pick<RecordPlan, "key" | "type" | "content">;

const addresses: readonly Lead[] = [
  { key: "dns", type: "A", content: "203.0.113.10" },
  { key: "dns6", type: "AAAA", content: "2001:db8::10" },
];
const alias: readonly Lead[] = [{ key: "dns", type: "CNAME", content: "home.example.net" }];

/** Runs a command with the program's records set. */
function run(command: readonly string[], leads: readonly Lead[]): Promise<PulumiResult> {
  const same = { name: "feeds.home.test", ttl: 1, proxied: false };
  const records = leads.map((lead) => ({ ...same, ...lead, comment: "managed-by=homelab svc=feeds" }));
  const entries = {
    "dns-test:module": join(projectRoot, "components/service/dns.ts"),
    "dns-test:zoneId": zone.id,
    "dns-test:records": JSON.stringify(records),
    "cloudflare:baseUrl": cloudflare.running.baseUrl,
  };
  return stack.pulumi(...command, ...Object.entries(entries).flatMap(([key, value]) => ["-c", `${key}=${value}`]));
}

const up = (leads: readonly Lead[]): Promise<PulumiResult> => run(["up", "--yes", "--skip-preview"], leads);

const held = async (): Promise<string[]> => {
  const records = (await cloudflare.ask("GET", recordsPath)).result as Lead[];
  return records.map(({ type, content }) => `${type} ${content}`).sort();
};
const writes = (): string[] =>
  loggedRequests(cloudflare.options.log)
    .filter(({ method }) => method !== "GET")
    .map(({ method, status }) => [method, status].map(String).join(" "));

beforeAll(async () => {
  cloudflare = await testCloudflare();
  expect(await stack.start({ env: { CLOUDFLARE_API_TOKEN: token } })).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  await cloudflare.stop();
  stack.stop();
});

test("addresses become an alias: both go before it comes, in one up", async () => {
  expect(await up(addresses)).toMatchObject({ code: 0 });
  expect(await held()).toEqual(["A 203.0.113.10", "AAAA 2001:db8::10"]);
  const before = writes().length;
  expect(await up(alias)).toMatchObject({ code: 0 });
  expect(await held()).toEqual(["CNAME home.example.net"]);
  expect(writes().slice(before)).toEqual(["DELETE 200", "DELETE 200", "POST 200"]);
  expect(await run(["preview", "--expect-no-changes"], alias)).toMatchObject({ code: 0 });
}, 120_000);

test("an alias becomes addresses", async () => {
  const before = writes().length;
  expect(await up(addresses)).toMatchObject({ code: 0 });
  expect(await held()).toEqual(["A 203.0.113.10", "AAAA 2001:db8::10"]);
  expect(writes().slice(before)).toEqual(["DELETE 200", "POST 200", "POST 200"]);
}, 120_000);

test("a record that is there already is an error; imported as the documentation says, it is the service's", async () => {
  expect(await stack.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const mine = { name: "feeds.home.test", type: "A", content: "203.0.113.10", ttl: 300 };
  const made = (await cloudflare.ask("POST", recordsPath, mine)).result as { id: string };
  const [v4] = addresses;
  const refused = await up(v4 === undefined ? [] : [v4]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toMatch(/identical record already exists/);

  const imported = await stack.pulumi(
    ...["import", "cloudflare:index/dnsRecord:DnsRecord", "feeds-dns", `${zone.id}/${made.id}`],
    ...["--parent", "feeds=urn:pulumi:test::dns-test::homelab:index:Service::feeds"],
    ...["--protect=false", "--generate-code=false", "--yes"],
  );
  expect(imported).toMatchObject({ code: 0 });
  const adopted = await up(v4 === undefined ? [] : [v4]);
  expect(adopted.all).toMatch(/1 updated/);
  const [record] = (await cloudflare.ask("GET", recordsPath)).result as Record<string, unknown>[];
  expect(record).toMatchObject({ id: made.id, ttl: 1, comment: "managed-by=homelab svc=feeds" });
}, 120_000);

test("after the state was lost a record of ours is taken over by its comment, and somebody else's is left", async () => {
  expect(await up(addresses)).toMatchObject({ code: 0 });
  const records = async () => (await cloudflare.ask("GET", recordsPath)).result as Record<string, unknown>[];
  const [v6] = (await records()).filter(({ type }) => type === "AAAA");
  const foreign = { ...v6, comment: "made by hand" };
  expect((await cloudflare.ask("PUT", `${recordsPath}/${String(v6?.["id"])}`, foreign)).status).toBe(200);
  const before = await records();
  rmSync(join(stack.folder, "backend/.pulumi/stacks/dns-test/test.json"));
  expect(await stack.pulumi("stack", "init", "test")).toMatchObject({ code: 0 });
  const adopted = await stack.run("node", join(projectRoot, "commands/adopt/main.ts"), "--yes");
  expect({ code: adopted.code, said: adopted.code === 0 ? "" : adopted.all }).toEqual({ code: 0, said: "" });
  expect(adopted.stdout).toMatch(/feeds-dns6 +left alone: its comment is not managed-by=homelab svc=feeds/);
  expect(adopted.stdout).toMatch(/\n1 taken over\. /);
  const [v4] = addresses;
  const next = await up(v4 === undefined ? [] : [v4]);
  expect(next.code).toBe(0);
  expect(await records()).toEqual(before);
}, 120_000);
