import type { Problem } from "../problems/problem.ts";
import { quoted } from "../problems/quoted.ts";
import { cutAtValues, type SecretTemplate } from "../schema/secret-refs.ts";
import type { ParsedSpec } from "../schema/service.ts";
import { cutAtBraces, type SecretText, secretText } from "../text/secret-text.ts";
import { sortedBy } from "../text/sorted.ts";
import { sharedSecrets } from "./auth/kinds.ts";
import { called } from "./called.ts";
import type { NameScope } from "./names-given.ts";
import { configSecretKey } from "./names.ts";
import { CA_KEY_CONFIG, CA_KEY_SECRET } from "./proxy.ts";
import type { Secret, SecretSource, Web } from "./service.ts";

/** Secrets of the definition, and those that follow from `web`, sorted by name; and the problems of their functions. */
export function secretDefaults(
  scope: NameScope,
  { secrets = {} }: ParsedSpec,
): { secrets: Secret[]; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const declared = Object.entries(secrets).map(([name, given]): Secret => {
    const { source, problem } = secretSource(scope, name, given);
    if (problem) problems.push({ where: `${scope.service}.secrets.${name}`, ...problem });
    return { name, source, declared: true };
  });
  return { secrets: sortedBy([...declared, ...impliedSecrets(scope.web)], ({ name }) => name), problems };
}

/** Secrets that a service has without declaring them. */
export function impliedSecrets(web: Web | undefined): Secret[] {
  const shared = sharedSecrets(web?.auth.kind ?? "none").map(({ name }): Secret => {
    return { name, source: { kind: "client" }, declared: false };
  });
  const caKey: Secret = { name: CA_KEY_SECRET, source: { kind: "config", key: CA_KEY_CONFIG }, declared: false };
  return web?.issuer?.kind === "own" ? [...shared, caKey] : shared;
}

type Details = Omit<Problem, "where">;

function secretSource(
  scope: NameScope,
  name: string,
  source: "generated" | "config" | SecretTemplate,
): { source: SecretSource; problem?: Details } {
  if (source === "generated") return { source: { kind: "generated" } };
  if (source === "config") return { source: { kind: "config", key: configSecretKey(scope.service, name) } };
  const written = writtenText(scope, source);
  if ("problem" in written) return { source: { kind: "template", text: [] }, problem: written.problem };
  return { source: { kind: "template", text: referring(written.value) } };
}

/** The text of a template, of which a function knows the service's names. */
function writtenText(
  scope: NameScope,
  { text }: SecretTemplate,
): { readonly value: string } | { readonly problem: Details } {
  if (typeof text === "string") return { value: text };
  const answer: { readonly value: unknown } | { readonly problem: Details } = called(scope, text);
  if ("problem" in answer) return answer;
  const { value } = answer;
  if (typeof value === "string" && value !== "") return { value };
  const fix = "return the text: template(({ oidc }) => `${oidc.clientId}:{oidc-client-secret}`)";
  return { problem: { problem: `the function returns ${quoted(value)}, which is not the text of a template`, fix } };
}

/** A text with its references, of both forms: `{name}`, and what `secret.env` leaves in a text. */
const referring = (text: string): SecretText =>
  secretText(cutAtValues(text).flatMap((part) => (typeof part === "string" ? cutAtBraces(part) : [part])));
