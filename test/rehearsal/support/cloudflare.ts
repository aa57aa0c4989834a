import { apisOf, loadRecord, type Apis } from "../../../packages/stand-ins/running.ts";
import { apisFolder } from "../../../packages/rehearsal/host/snapshots.ts";
import { original } from "./original.ts";
import type { Ran } from "./run.ts";
import { rehearsalHost } from "./web.ts";

/** A record as Cloudflare's stand-in holds it, every field of it. */
export type HeldRecord = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };

/** The stand-in APIs of the tests' host. */
export function apis(): Apis {
  const folder = apisFolder(rehearsalHost().dir);
  const facts = loadRecord(folder);
  if (facts === undefined) throw new Error("the tests' stand-in APIs were never started");
  return apisOf(folder, facts);
}

async function ask(method: string, body?: object, id = ""): Promise<unknown> {
  const { url, token, zoneId } = apis().cloudflare;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const options = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(`${url}zones/${zoneId}/dns_records${id}`, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return (JSON.parse(text) as { result: unknown }).result;
}

/** All records of the zone, by name. */
export async function recordsHeld(): Promise<HeldRecord[]> {
  const records = (await ask("GET")) as HeldRecord[];
  return records.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Makes a record as a person would at Cloudflare's site. */
export async function makeRecord(record: object): Promise<HeldRecord> {
  return (await ask("POST", record)) as HeldRecord;
}

/** Deletes a record as a person would at Cloudflare's site. */
export async function deleteRecord(name: string): Promise<void> {
  const record = (await recordsHeld()).find((one) => one.name === name);
  if (record === undefined) throw new Error(`Cloudflare's stand-in has no record ${name}`);
  await ask("DELETE", undefined, `/${record.id}`);
}

/** Takes a service's record over into the stack, as the documentation says. */
export async function importRecord(service: string): Promise<Ran> {
  const record = (await recordsHeld()).find(({ name }) => name === `${service}.home.test`);
  if (record === undefined) throw new Error(`Cloudflare's stand-in has no record for ${service}`);
  return original.pulumi([
    ...["import", "cloudflare:index/dnsRecord:DnsRecord", `${service}-dns`, `${apis().cloudflare.zoneId}/${record.id}`],
    ...["--parent", `${service}=urn:pulumi:rehearsal::homelab::homelab:index:Service::${service}`],
    ...["--protect=false", "--generate-code=false", "--yes", "--color", "never"],
  ]);
}

/** Lets requests to a stand-in fail in a way that its switches know. */
export async function breakApi(name: "authentik" | "cloudflare", fault: object): Promise<void> {
  const { origin } = new URL(apis()[name].url);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${origin}/_stand-in/faults`, { method: "POST", headers, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Takes back what was broken and is not used up. */
export async function mendApis(): Promise<void> {
  for (const { url } of [apis().authentik, apis().cloudflare]) {
    await fetch(`${new URL(url).origin}/_stand-in/faults`, { method: "DELETE" });
  }
}
