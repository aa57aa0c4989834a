/** A secret by name: its value is met only where secrets are sent to the host. */
export type SecretRef =
  { readonly kind: "secret-file"; readonly secret: string } | { readonly kind: "secret-env"; readonly secret: string };

/** Text that holds other secrets of the same service as `{name}`. */
export interface SecretTemplate {
  readonly kind: "secret-template";
  readonly text: string;
}

export const secret = {
  /** The path of a file with the secret, `/run/secrets/<name>`; the container gets that file. */
  file: (name: string): SecretRef => ({ kind: "secret-file", secret: name }),
  /** The secret's value itself, in that container's environment. Prefer `file`: an environment leaks more easily. */
  env: (name: string): SecretRef => ({ kind: "secret-env", secret: name }),
} as const;

/** A secret made of others: `template("postgres://app:{db-password}@state/app")`. */
export function template(text: string): SecretTemplate {
  return { kind: "secret-template", text };
}

/** Names of the secrets that a template's text holds. */
export function templateReferences(text: string): string[] {
  return [...text.matchAll(/\{([a-z][a-z0-9-]*)\}/g)].map((match) => match[1] ?? "");
}

export function isSecretRef(value: unknown): value is SecretRef {
  return hasKind(value) && (value.kind === "secret-file" || value.kind === "secret-env");
}

export function isSecretTemplate(value: unknown): value is SecretTemplate {
  return hasKind(value) && value.kind === "secret-template" && "text" in value && typeof value.text === "string";
}

const hasKind = (value: unknown): value is { kind: unknown } =>
  typeof value === "object" && value !== null && "kind" in value;
