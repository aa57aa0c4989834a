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
   * Makes sure that a provider is in an outpost's list, and adds it again if it is missing.
   * @param outpost Its UUID.
   * @throws RunError if it does not stay there.
   */
  keepAttached(outpost: string, provider: number): Promise<void>;
  /**
   * Makes sure that an outpost redirects people to Authentik's address. The embedded outpost of a new installation
   * redirects them to an address of its own container.
   * @param outpost Its UUID.
   * @param signOn Authentik's URL, without a final slash.
   * @throws RunError if it keeps another address.
   */
  keepAddress(outpost: string, signOn: string): Promise<void>;
  /**
   * Makes sure that there is an LDAP provider with this number.
   * @throws RunError when Authentik has none.
   */
  requireLdapProvider(provider: string): Promise<void>;
  /**
   * Makes sure that Authentik accepts this token of an outpost.
   * @param outpost Its UUID.
   * @throws RunError if Authentik has no token for it, or keeps another one.
   */
  keepToken(outpost: string, token: string): Promise<void>;
}

/** Retry policy. */
export interface Patience {
  readonly tries: number;
  readonly pauseMs: number;
}

/** A list is written at once; Authentik's worker creates a token some time after the outpost. */
const PATIENCE = { list: { tries: 5, pauseMs: 500 }, token: { tries: 60, pauseMs: 2_000 } } as const;

const listed = z.object({ providers: z.array(z.number()) });
const configured = z.object({ config: z.looseObject({ authentik_host: z.string().default("") }) });
const numbered = z.object({ pk: z.number() });
const named = z.object({ token_identifier: z.string() });
const shown = z.object({ key: z.string() });

/**
 * Authentik's own API.
 * @param access Called with the first request only, because the token is a secret.
 * @param patience Retry policies; tests use other values.
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
      if (!warned)
        void pulumi.log.warn(
          `${error.summary}; the outposts could not be checked, and their earlier settings stay in effect`,
        );
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
        "find out what else changes this outpost (Applications, Outposts)",
      ),
    keepAddress: (outpost, signOn) =>
      keep(
        (api) => until(patience.list, () => addressed(api, outpost, signOn)),
        `outpost ${outpost} does not keep the address ${signOn}`,
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
        "check that Authentik's worker is running, and that the token exists (Directory, Tokens)",
      ),
  };
}

/** Retries until the condition holds, and checks it once more after the last attempt. */
async function until({ tries, pauseMs }: Patience, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await isSo()) return true;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return isSo();
}

const instance = (outpost: string): string => `outposts/instances/${encodeURIComponent(outpost)}/`;

/** Whether the list contains the provider; otherwise adds it. Authentik supports no smaller change than the whole list. */
async function attached(api: AuthentikApi, outpost: string, provider: number): Promise<boolean> {
  const found = await api.get(instance(outpost), listed);
  if (found?.providers.includes(provider) === true) return true;
  await api.send("PATCH", instance(outpost), { providers: [...(found?.providers ?? []), provider] });
  return false;
}

/** Whether the outpost has the address; otherwise sets it, and keeps the rest of its configuration. */
async function addressed(api: AuthentikApi, outpost: string, signOn: string): Promise<boolean> {
  const config = (await api.get(instance(outpost), configured))?.config;
  if (config?.authentik_host.replace(/\/$/, "") === signOn) return true;
  await api.send("PATCH", instance(outpost), { config: { ...config, authentik_host: signOn } });
  return false;
}

/** Whether Authentik has this token; otherwise sets it, once Authentik has created one. Reads first, so that an unchanged run writes nothing. */
async function opened(api: AuthentikApi, outpost: string, token: string): Promise<boolean> {
  const identifier = (await api.get(instance(outpost), named))?.token_identifier;
  if (identifier === undefined) return false;
  const path = `core/tokens/${encodeURIComponent(identifier)}`;
  const found = await api.get(`${path}/view_key/`, shown);
  if (found?.key === token) return true;
  if (found !== undefined) await api.send("POST", `${path}/set_key/`, { key: token });
  return false;
}
