import { existsSync, readFileSync } from "node:fs";
import { plainProperties } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { AuthentikPackage } from "../terraform-provider/package.ts";
import type { AuthentikSchema } from "../terraform-provider/provider.ts";
import { loggedRequests } from "../../stand-ins/test/support.ts";
import { token } from "../../stand-ins/test/authentik-support.ts";
import type { Body, TestAuthentik } from "../../stand-ins/test/authentik-support.ts";

const schemaFile = new URL("../../../sdks/authentik/schema.json", import.meta.url);

/** The stand-in's schema. */
export const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as AuthentikSchema;

/** A resource in the stack's state. */
export interface Kept {
  readonly id: string;
  readonly urn: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** The state without marks of secrets. */
  readonly outputs: Properties;
}

/** "ProviderOauth2" as its token. */
export function tokenOf(kind: string): string {
  return `authentik:index/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`;
}

/** The URN of a resource with the logical name "feeds". */
export function urnOf(kind: string): string {
  return `urn:pulumi:s::p::homelab:index:Service$${tokenOf(kind)}::feeds`;
}

/** The plugin, configured for this server. */
export function pluginFor(authentik: TestAuthentik): AuthentikPackage {
  const plugin = new AuthentikPackage(schema, "1.1.3", {});
  void plugin.configure({ url: authentik.running.url, token });
  return plugin;
}

/** Checks and creates as the engine does. */
export async function make(plugin: AuthentikPackage, kind: string, given: Properties): Promise<Kept> {
  const urn = urnOf(kind);
  const [refusal] = plugin.check(urn, given);
  if (refusal !== undefined) throw new Error(`${refusal.property} ${refusal.reason}`);
  const inputs = plugin.complete(urn, given, {}, new Uint8Array([1]));
  const { id, outs } = await plugin.create(urn, inputs, false);
  return { id, urn, inputs, state: outs, outputs: plainProperties(outs) };
}

/** Updates as the engine does, and gives the new state. */
export async function change(plugin: AuthentikPackage, before: Kept, inputs: Properties): Promise<Kept> {
  const state = await plugin.update(before, inputs, false);
  return { ...before, inputs, state, outputs: plainProperties(state) };
}

/** The requests so far as "METHOD /path status". */
export function requests({ options }: TestAuthentik): string[] {
  // The first request makes the file.
  if (!existsSync(options.log)) return [];
  // The provider asks for the server's configuration before anything else.
  const asked = loggedRequests(options.log).filter(({ path }) => path !== "/api/v3/root/config/");
  return asked.map(({ method, path, status }) => [method, String(path).replace("/api/v3", ""), status].join(" "));
}

/** Keys of the flows that every fresh install has. */
export async function flows(
  authentik: TestAuthentik,
): Promise<{ authorizationFlow: string; invalidationFlow: string }> {
  const find = async (slug: string): Promise<string> => {
    const found: Body = await authentik.first(`/flows/instances/?slug=${slug}`);
    return String(found["pk"]);
  };
  return {
    authorizationFlow: await find("default-provider-authorization-implicit-consent"),
    invalidationFlow: await find("default-provider-invalidation-flow"),
  };
}
