import { randomUUID } from "node:crypto";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { dictionaryOf, listOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { providerFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { durationSeconds } from "./durations.ts";
import { ensureToken, tokenIdentifier } from "../outpost/tokens.ts";
import { providerView } from "./providers.ts";

/** The mark and the name of the outpost that runs inside the server. */
export const embedded = { managed: "goauthentik.io/outposts/embedded", name: "authentik Embedded Outpost" };

/** What an outpost's config is when nothing is said. @param host the server's own address, with a slash at the end */
export function defaultConfig(host: string): Stored {
  return {
    authentik_host: host,
    authentik_host_insecure: false,
    authentik_host_browser: "",
    log_level: "info",
    object_naming_template: "ak-outpost-%(name)s",
    refresh_interval: "minutes=5",
    container_image: null,
    docker_network: null,
    docker_map_ports: true,
    docker_labels: null,
    kubernetes_replicas: 1,
    kubernetes_namespace: "default",
    kubernetes_ingress_annotations: {},
    kubernetes_ingress_secret_name: "authentik-outpost-tls",
    kubernetes_ingress_class_name: null,
    kubernetes_ingress_path_type: null,
    kubernetes_httproute_annotations: {},
    kubernetes_httproute_parent_refs: [],
    kubernetes_service_type: "ClusterIP",
    kubernetes_disabled_components: [],
    kubernetes_image_pull_secrets: [],
    kubernetes_json_patches: null,
  };
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);

function checkConfig({ input }: Change): void {
  const wanted = defaultConfig("");
  for (const [field, value] of Object.entries(dictionaryOf(input, "config"))) {
    // A field whose default is null takes several types; one that the server does not know is kept and ignored.
    if (wanted[field] === undefined || wanted[field] === null || typeOf(wanted[field]) === typeOf(value)) continue;
    const problem = `wrong value type for field "${field}" - should be "${typeOf(wanted[field])}" instead of "${typeOf(value)}"`;
    throw invalid("config", `Failed to validate config: ${problem}`);
  }
}

/** A PATCH that does not name the type is not held to it (authentik/outposts/api/outposts.py). */
function checkProviders({ input, before, world }: Change): void {
  if (input["providers"] === undefined) return;
  const { type } = input;
  const providers = listOf(input, "providers");
  const other = providers
    .map((key) => world.familyOf(providerFamilies, world.provider(key) ?? {}))
    .find((family) => type !== undefined && family !== type);
  if (other !== undefined) {
    const model = { oauth2: "OAuth2Provider", proxy: "ProxyProvider", ldap: "LDAPProvider" }[other] ?? other;
    throw invalid("providers", `Outpost type ${String(type)} can't be used with ${model} providers.`);
  }
  if (providers.length === 0 && before?.["managed"] !== embedded.managed) {
    throw invalid("providers", "This list may not be empty.");
  }
}

function check(change: Change): void {
  const { before, input } = change;
  if (before?.["managed"] === embedded.managed && input["name"] !== undefined && input["name"] !== embedded.name) {
    throw invalid("name", "Embedded outpost's name cannot be changed");
  }
  checkProviders(change);
  checkConfig(change);
}

/**
 * The role of an outpost's own account. The server deletes the account with the outpost, and leaves the role. The account
 * itself is not played.
 */
function addManagedRole(world: World): void {
  const name = `ak-managed-role--user-${world.nextNumber("user")}`;
  world.insert("role", { pk: randomUUID(), name, permissions: [] });
}

function view(outpost: Stored, world: World): Stored {
  const interval = textOf(dictionaryOf(outpost, "config"), "refresh_interval");
  const providers = world.byKeys(providerFamilies, listOf(outpost, "providers"));
  return {
    ...pick(outpost, ["pk", "name", "type", "providers", "service_connection", "config", "managed"]),
    providers_obj: providers.map((provider) => providerView(provider, world)),
    service_connection_obj: null,
    refresh_interval_s: durationSeconds(interval) ?? 300,
    token_identifier: tokenIdentifier(outpost),
  };
}

/** Outposts. Service connections are not played, so every outpost stands alone. */
export const outpost: Family = {
  name: "outpost",
  path: "/outposts/instances/",
  title: "outpost",
  key: "uuid",
  defaults: () => ({ service_connection: null, managed: null }),
  references: {
    providers: { to: providerFamilies, gone: "out of the list" },
    service_connection: { to: [], gone: "null" },
  },
  unique: { name: ["outpost"], managed: ["outpost"] },
  search: ["name"],
  ordering: "name",
  check,
  complete: ({ object, before, world }) => {
    ensureToken(object, world);
    if (before === undefined) addManagedRole(world);
  },
  view: (object, { world }) => view(object, world),
  filters: { providers_by_pk: (object, value) => listOf(object, "providers").map(String).includes(value) },
};
