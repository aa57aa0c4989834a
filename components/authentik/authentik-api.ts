import type { z } from "zod";

/** Where Authentik's API is and what opens it. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

/** Authentik's API is down, or does not let this token in. */
export class Unusable extends Error {}

/** A few calls past Pulumi's provider; paths are below /api/v3. Errors name the address, never what was sent. */
export interface AuthentikApi {
  /** Undefined: there is no such thing. @throws Unusable */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** @throws Unusable */
  send(method: "PATCH" | "POST", path: string, body: object): Promise<void>;
}

const LIMIT_MS = 10_000;

/** Authentik's API. Nothing is sent before the first call. */
export function authentikApi({ url, token }: ApiAccess): AuthentikApi {
  const addressOf = (path: string): string => `${url.replace(/\/$/, "")}/api/v3/${path}`;
  const call = async (path: string, request: RequestInit): Promise<Response> => {
    const address = addressOf(path);
    const response = await fetch(address, {
      ...request,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
      signal: AbortSignal.timeout(LIMIT_MS),
    }).catch(() => {
      throw new Unusable(`${address} cannot be used: nobody answers`);
    });
    if (response.ok || response.status === 404) return response;
    throw new Unusable(`${address} cannot be used: it answers ${response.status}`);
  };
  return {
    get: async (path, schema) => {
      const response = await call(path, {});
      if (response.status === 404) return undefined;
      const read = schema.safeParse(await response.json());
      if (!read.success) throw new Unusable(`${addressOf(path)} cannot be used: its answer is not what was asked for`);
      return read.data;
    },
    send: async (method, path, body) => {
      await call(path, { method, body: JSON.stringify(body) });
    },
  };
}
