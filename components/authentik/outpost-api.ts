import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type AuthentikApi, authentikApi } from "../../clients/authentik.ts";
import type { ApiAccess } from "../../clients/credentials.ts";
import { Unusable } from "../../clients/unusable.ts";

/**
 * Requests about outposts that Pulumi's provider cannot make. An API that cannot be used is a warning: earlier settings
 * stay in effect.
 */
export interface OutpostApi {
  /**
   * Makes sure that a provider is in an outpost's list, and puts it back when it is not.
   * @param outpost Its UUID.
   * @throws RunError when it does not stay there.
   */
  keepAttached(outpost: string, provider: number): Promise<void>;
  /**
   * Makes sure that an outpost sends people to Authentik's address. The embedded one of a new installation sends them
   * to an address of its own container.
   * @param outpost Its UUID.
   * @param signOn Without a slash at its end.
   * @throws RunError when it keeps another address.
   */
  keepAddress(outpost: string, signOn: string): Promise<void>;
  /**
   * Makes sure that there is an LDAP provider with this number.
   * @throws RunError when Authentik has none.
   */
  requireLdapProvider(provider: string): Promise<void>;
  /**
   * Makes sure that an outpost's process is let in with this token.
   * @param outpost Its UUID.
   * @throws RunError when Authentik has no token for it, or keeps another one.
   */
  keepToken(outpost: string, token: string): Promise<void>;
}

/** How long something is tried. */
export interface Patience {
  readonly tries: number;
  readonly pauseMs: number;
}

/** A list is written back at once; a token is made by Authentik's worker after the outpost, when it gets to it. */
const PATIENCE = { list: { tries: 5, pauseMs: 500 }, token: { tries: 60, pauseMs: 2_000 } } as const;

const listed = z.object({ providers: z.array(z.number()) });
const configured = z.object({ config: z.looseObject({ authentik_host: z.string().default("") }) });
const numbered = z.object({ pk: z.number() });
const named = z.object({ token_identifier: z.string() });
const shown = z.object({ key: z.string() });

/**
 * Authentik's own API.
 * @param access Asked for with the first call only, since the token is a secret.
 * @param patience How long to wait for each; other values are for tests.
 */
export function outpostApi(
  access: () => Promise<ApiAccess>,
  patience: Readonly<Record<keyof typeof PATIENCE, Patience>> = PATIENCE,
): OutpostApi {
  let warned = false;
  const keep = async (attempt: (api: AuthentikApi) => Promise<boolean>, problem: string, fix: string) => {
    try {
      if (await attempt(authentikApi(await access()))) return;
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      if (!warned) void pulumi.log.warn(`${error.summary}; whether the outposts serve everybody is not known`);
      warned = true;
      return;
    }
    throw new pulumi.RunError(`${problem}\n  fix: ${fix}, then run pulumi up again`);
  };
  return {
    keepAttached: (outpost, provider) =>
      keep(
        (api) => until(patience.list, () => attached(api, outpost, provider)),
        `provider ${provider} does not stay in the list of outpost ${outpost}`,
        "see who else changes that outpost (Applications, Outposts)",
      ),
    keepAddress: (outpost, signOn) =>
      keep(
        (api) => until(patience.list, () => addressed(api, outpost, signOn)),
        `outpost ${outpost} does not take the address ${signOn}`,
        "set authentik_host in its configuration (Applications, Outposts)",
      ),
    requireLdapProvider: (provider) =>
      keep(
        async (api) => (await api.get(`providers/ldap/${encodeURIComponent(provider)}/`, numbered)) !== undefined,
        `Authentik has no LDAP provider ${provider}, and a permission for it would be given for all of them`,
        "run pulumi refresh",
      ),
    keepToken: (outpost, token) =>
      keep(
        (api) => until(patience.token, () => opened(api, outpost, token)),
        `outpost ${outpost} does not get its token`,
        "see that Authentik's worker runs, and that the token is there (Directory, Tokens)",
      ),
  };
}

/** Tries until it is so, and looks once more after the last try. */
async function until({ tries, pauseMs }: Patience, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return isSo();
}

const instance = (outpost: string): string => `outposts/instances/${encodeURIComponent(outpost)}/`;

/** Whether the provider is there; else it is put there. Authentik knows no smaller change than the whole list. */
async function attached(api: AuthentikApi, outpost: string, provider: number): Promise<boolean> {
  const found = await api.get(instance(outpost), listed);
  if (found?.providers.includes(provider) === true) return true;
  await api.send("PATCH", instance(outpost), { providers: [...(found?.providers ?? []), provider] });
  return false;
}

/** Whether the outpost sends people to the address; else it is set, and the rest of its configuration stays. */
async function addressed(api: AuthentikApi, outpost: string, signOn: string): Promise<boolean> {
  const config = (await api.get(instance(outpost), configured))?.config;
  if (config?.authentik_host.replace(/\/$/, "") === signOn) return true;
  await api.send("PATCH", instance(outpost), { config: { ...config, authentik_host: signOn } });
  return false;
}

/** Whether the token is the one; else it is set, once Authentik has made one. Reading first leaves a quiet run quiet. */
async function opened(api: AuthentikApi, outpost: string, token: string): Promise<boolean> {
  const identifier = (await api.get(instance(outpost), named))?.token_identifier;
  if (identifier === undefined) return false;
  const path = `core/tokens/${encodeURIComponent(identifier)}`;
  const found = await api.get(`${path}/view_key/`, shown);
  if (found?.key === token) return true;
  if (found !== undefined) await api.send("POST", `${path}/set_key/`, { key: token });
  return false;
}
