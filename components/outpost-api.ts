import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** The list of providers that an outpost serves, past Pulumi's provider. */
export interface OutpostApi {
  /**
   * Makes sure that a provider is in an outpost's list, and puts it back when it is not. An API that cannot be used is
   * a warning: whatever was put there in this run, it was there a moment ago.
   * @param outpost Its UUID.
   * @throws RunError when it does not stay there.
   */
  keepAttached(outpost: string, provider: number): Promise<void>;
}

/** Where Authentik's API is and what opens it. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

/** Authentik's API is down, or does not let this token in. */
class Unusable extends Error {}

const TRIES = 5;
const PAUSE_MS = 500;
const LIMIT_MS = 10_000;
const answer = z.object({ providers: z.array(z.number()) });

/**
 * Authentik's own API.
 * @param access Asked for with the first call only, since the token is a secret.
 * @param pauseMs Wait before a list is read again after it was corrected.
 */
export function outpostApi(access: () => Promise<ApiAccess>, pauseMs: number = PAUSE_MS): OutpostApi {
  let warned = false;
  return {
    keepAttached: async (outpost, provider) => {
      try {
        if (await stays(await access(), outpost, provider, pauseMs)) return;
      } catch (error) {
        if (!(error instanceof Unusable)) throw error;
        if (!warned) void pulumi.log.warn(`${error.message}; whether the outpost serves everybody is not known`);
        warned = true;
        return;
      }
      throw new pulumi.RunError(
        `provider ${provider} does not stay in the list of outpost ${outpost}\n` +
          "  fix: see who else changes that outpost (Applications, Outposts), then run pulumi up again",
      );
    },
  };
}

async function stays(api: ApiAccess, outpost: string, provider: number, pauseMs: number): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const providers = await call(api, outpost);
    if (providers.includes(provider)) return true;
    await call(api, outpost, [...providers, provider]);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return (await call(api, outpost)).includes(provider);
}

/** Reads the list, or writes it: Authentik knows no smaller change. */
async function call({ url, token }: ApiAccess, outpost: string, providers?: readonly number[]): Promise<number[]> {
  const address = `${url.replace(/\/$/, "")}/api/v3/outposts/instances/${encodeURIComponent(outpost)}/`;
  const response = await fetch(address, {
    ...(providers === undefined ? {} : { method: "PATCH", body: JSON.stringify({ providers }) }),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch(() => {
    throw new Unusable(`${address} cannot be used: nobody answers`);
  });
  if (!response.ok) throw new Unusable(`${address} cannot be used: it answers ${response.status}`);
  const read = answer.safeParse(await response.json());
  if (!read.success) throw new Unusable(`${address} cannot be used: its answer has no list of providers`);
  return read.data.providers;
}
