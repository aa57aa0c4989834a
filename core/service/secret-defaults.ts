import type { SecretTemplate } from "../schema/secret-refs.ts";
import type { ParsedSpec } from "../schema/service.ts";
import { cutAtBraces, secretText } from "../text/secret-text.ts";
import { sortedBy } from "../text/sorted.ts";
import { sharedSecrets } from "./auth/kinds.ts";
import { configSecretKey } from "./names.ts";
import { CA_KEY_CONFIG, CA_KEY_SECRET } from "./proxy.ts";
import type { Secret, SecretSource, Web } from "./service.ts";

/** Secrets of the definition, and those that follow from `web`; sorted by name. */
export function secretDefaults(service: string, { secrets = {} }: ParsedSpec, web: Web | undefined): Secret[] {
  const declared = Object.entries(secrets).map(([name, source]): Secret => {
    return { name, source: secretSource(service, name, source), declared: true };
  });
  return sortedBy([...declared, ...impliedSecrets(web)], ({ name }) => name);
}

/** Secrets that a service has without declaring them. */
export function impliedSecrets(web: Web | undefined): Secret[] {
  const shared = sharedSecrets(web?.auth.kind ?? "none").map(({ name }): Secret => {
    return { name, source: { kind: "client" }, declared: false };
  });
  const caKey: Secret = { name: CA_KEY_SECRET, source: { kind: "config", key: CA_KEY_CONFIG }, declared: false };
  return web?.issuer?.kind === "own" ? [...shared, caKey] : shared;
}

function secretSource(service: string, name: string, source: "generated" | "config" | SecretTemplate): SecretSource {
  if (source === "generated") return { kind: "generated" };
  if (source === "config") return { kind: "config", key: configSecretKey(service, name) };
  return { kind: "template", text: secretText(cutAtBraces(source.text)) };
}
