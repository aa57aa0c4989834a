import { readFileSync } from "node:fs";
import { CloudflareProvider } from "../cloudflare/provider.ts";
import type { CloudflareSchema } from "../cloudflare/provider.ts";
import type { ResourceState } from "../protocol/configured-provider.ts";
import { secret } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { token, zone } from "../../stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../stand-ins/test/cloudflare-support.ts";

const schemaFile = new URL("../cloudflare/schema.json", import.meta.url);

/** The stand-in plugin's schema. */
export const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as CloudflareSchema;
/** The URN of a record. */
export const urn = "urn:pulumi:test::homelab::cloudflare:index/dnsRecord:DnsRecord::feeds";
/** Inputs of a record. */
export const feeds = { zoneId: zone.id, name: "feeds.home.test", type: "A", content: "203.0.113.4", ttl: 60 };

/** A provider that is configured for a stand-in server. */
export function providerFor(cloudflare: TestCloudflare): CloudflareProvider {
  const provider = new CloudflareProvider(schema);
  provider.configure({ baseUrl: cloudflare.running.baseUrl, apiToken: secret(token) });
  return provider;
}

/** Creates a record as the engine would, and gives what the engine would keep. */
export async function make(provider: CloudflareProvider, inputs: Properties = feeds): Promise<ResourceState> {
  const { id, outs } = await provider.create(urn, inputs, false);
  return { id, urn, state: outs, inputs };
}
