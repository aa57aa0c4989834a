import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

const algorithms: Readonly<Record<string, string>> = { rsa: "RS256", ec: "ES256" };

const keyId = (pair: Stored): string => createHash("md5").update(textOf(pair, "key_data")).digest("hex");

/** The certificate whose key signs for a provider; without one its client secret signs. */
function signingPair(provider: Stored, world: World): Stored | undefined {
  const pair = world.byKey(["certificate"], provider["signing_key"]);
  return pair === undefined || textOf(pair, "key_data") === "" ? undefined : pair;
}

/** By which algorithm a provider's ID tokens are signed. */
export function signingAlgorithm(provider: Stored, world: World): string {
  const pair = signingPair(provider, world);
  if (pair === undefined) return "HS256";
  return algorithms[createPrivateKey(textOf(pair, "key_data")).asymmetricKeyType ?? ""] ?? "RS256";
}

/** Signs an ID token. */
export async function signIdToken(payload: Stored, provider: Stored, world: World): Promise<string> {
  const alg = signingAlgorithm(provider, world);
  const pair = signingPair(provider, world);
  const token = new SignJWT(payload);
  if (pair === undefined) {
    const secret = new TextEncoder().encode(textOf(provider, "client_secret"));
    return token.setProtectedHeader({ alg, typ: "JWT" }).sign(secret);
  }
  const header = { alg, typ: "JWT", kid: keyId(pair) };
  return token.setProtectedHeader(header).sign(createPrivateKey(textOf(pair, "key_data")));
}

/** The provider's key set; {} when its client secret signs, as Authentik answers it. */
export async function keySet(provider: Stored, world: World): Promise<Stored> {
  const pair = signingPair(provider, world);
  if (pair === undefined) return {};
  const key = await exportJWK(createPublicKey(textOf(pair, "key_data")));
  return { keys: [{ ...key, alg: signingAlgorithm(provider, world), use: "sig", kid: keyId(pair) }] };
}
