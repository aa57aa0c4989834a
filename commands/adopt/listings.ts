import { authentikApi } from "../../clients/authentik.ts";
import { cloudflareList } from "../../clients/cloudflare.ts";
import type { Environment } from "../../clients/credentials.ts";
import type { ApiObject } from "../../core/schema/dns/provider.ts";
import { DNS_PROVIDERS } from "../../core/schema/dns/providers.ts";
import { authentikAccess, dnsAccess, type StackConfig } from "../stack.ts";
import { KINDS, type ApiName } from "./kinds.ts";
import { type Listings, listOf } from "./match.ts";
import type { PlannedResource } from "./preview.ts";

type List = (path: string) => Promise<readonly ApiObject[]>;

/**
 * Every list that can contain an object of the missing resources. Contacts only the APIs that have such lists.
 * @throws Problems if an API does not answer
 */
export async function listingsFor(
  missing: readonly PlannedResource[],
  config: StackConfig,
  env: Environment,
): Promise<Listings> {
  const lists = new Map<string, { api: ApiName; path: string }>();
  for (const planned of missing) {
    const kind = KINDS[planned.type];
    if (kind !== undefined) lists.set(listOf(kind, planned), { api: kind.api, path: kind.path(planned) });
  }
  const holders: Partial<Record<ApiName, List>> = {};
  const held = new Map<string, readonly ApiObject[]>();
  for (const [name, { api, path }] of lists) {
    const list = (holders[api] ??= PROVIDERS[api](config, env));
    held.set(name, await list(path));
  }
  return held;
}

const PROVIDERS: Readonly<Record<ApiName, (config: StackConfig, env: Environment) => List>> = {
  authentik: (config, env) => {
    const api = authentikApi(authentikAccess(config, env, "https://auth.example.org"));
    return (path) => api.list(path);
  },
  cloudflare: (config, env) => {
    const access = dnsAccess(DNS_PROVIDERS.cloudflare, config, env);
    return (path) => cloudflareList(access, path);
  },
};
