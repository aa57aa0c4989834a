import { createHash } from "node:crypto";
import type { MockResourceResult } from "@pulumi/pulumi/runtime/mocks.js";
import type { Json } from "./secret-wrapper.ts";

/** The number that Authentik gives a provider; from its logical name, so that it is the same in each run. */
export const providerKey = (name: string): number =>
  Number.parseInt(createHash("sha256").update(name).digest("hex").slice(0, 6), 16);

/** What Authentik would answer when an object is made: providers are numbered, flows and applications have a slug and a UUID. */
export function authentikAnswer(type: string, name: string, state: Record<string, Json>): MockResourceResult {
  if (/:Provider(Oauth2|Proxy|Ldap)$/.test(type)) return { id: String(providerKey(name)), state };
  if (/:(Flow|Application)$/.test(type)) return { id: name, state: { ...state, uuid: `uuid-of-${name}` } };
  return { id: name, state };
}
