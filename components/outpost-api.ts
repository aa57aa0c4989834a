import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** The list of providers that an outpost serves, past Pulumi's provider. */
export interface OutpostApi {
  /**
   * Makes sure that a provider is in an outpost's list, and puts it back when it is not.
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
  return {
    keepAttached: async (outpost, provider) => {
      const api = await access();
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const providers = await call(api, outpost);
        if (providers.includes(provider)) return;
        await call(api, outpost, [...providers, provider]);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      if ((await call(api, outpost)).includes(provider)) return;
      throw new pulumi.RunError(
        `provider ${provider} does not stay in the list of outpost ${outpost}\n` +
          "  fix: see who else changes that outpost (Applications, Outposts), then run pulumi up again",
      );
    },
  };
}

/** Reads the list, or writes it: Authentik knows no smaller change. */
async function call({ url, token }: ApiAccess, outpost: string, providers?: readonly number[]): Promise<number[]> {
  const address = `${url.replace(/\/$/, "")}/api/v3/outposts/instances/${encodeURIComponent(outpost)}/`;
  const response = await fetch(address, {
    ...(providers === undefined ? {} : { method: "PATCH", body: JSON.stringify({ providers }) }),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch(() => {
    throw failed(address, "nobody answers");
  });
  if (!response.ok) throw failed(address, `it answers ${response.status}`);
  const read = answer.safeParse(await response.json());
  if (!read.success) throw failed(address, "its answer has no list of providers");
  return read.data.providers;
}

const failed = (address: string, why: string): pulumi.RunError =>
  new pulumi.RunError(`${address} cannot be used: ${why}\n  fix: see that Authentik runs, then run pulumi up again`);
