import type { Cut } from "../text/secret-text.ts";
import type { EnvContext } from "./env-context.ts";

/** Folder in which a container finds the files of its secrets. */
const SECRETS_FOLDER = "/run/secrets/";

/** Where the secret of that name is inside a container that has it as a file. */
export const secretPath = (name: string): `/run/secrets/${string}` => `${SECRETS_FOLDER}${name}`;

/** A secret's value by its name: the value itself is met only where secrets are sent to the host. */
export interface SecretRef {
  readonly kind: "secret-env";
  readonly secret: string;
  /** A mark that stands for the value inside a text of `env`. */
  toString(): string;
}

/** Text that holds other secrets of the same service as `{name}`. */
export type TemplateText = string | ((context: EnvContext) => string);

export interface SecretTemplate {
  readonly kind: "secret-template";
  readonly text: TemplateText;
}

/** How a container gets a secret of its service: as a file, or in its environment. */
export const secret = {
  /** The path of a file with the secret, `/run/secrets/<name>`: a container that this path is written for gets the file. */
  file: secretPath,
  /**
   * The secret's value itself, in that container's environment, alone or inside a text. Prefer `file`: an environment
   * leaks more easily.
   */
  env: (name: string): SecretRef => {
    // Inside a text only a mark is left of it.
    const mark = (): string => `{secret.env(${name})}`;
    return Object.defineProperties({ kind: "secret-env", secret: name } as const, {
      toString: { value: mark },
      toJSON: { value: mark },
    });
  },
} as const;

/**
 * A secret made of others: `template("postgres://app:{db-password}@state/app")`. Inside a URL values are
 * percent-encoded, in a text that is JSON they are written as parts of its strings, elsewhere as they are.
 * `{{word}}` stands for the text `{word}`. A function gets the names of an `env` function:
 * ``template(({ oidc }) => `issuer: ${oidc.issuer}\nsecret: {oidc-client-secret}`)``.
 */
export function template(text: TemplateText): SecretTemplate {
  return { kind: "secret-template", text };
}

const MARK = /\{secret\.env\(([^()]*)\)\}/;
const PATH = /\/run\/secrets\/([a-z][a-z0-9-]*)/g;

/** A text cut at the values of secrets in it: texts at even places, names between them. */
export const cutAtValues = (text: string): Cut =>
  text.split(MARK).map((part, index) => (index % 2 === 0 ? part : { name: part }));

/** Names of the secrets whose files a text names. */
export const filesIn = (text: string): string[] => [...text.matchAll(PATH)].map(([, name = ""]) => name);

export function isSecretRef(value: unknown): value is SecretRef {
  return hasKind(value) && value.kind === "secret-env" && "secret" in value && typeof value.secret === "string";
}

export function isSecretTemplate(value: unknown): value is SecretTemplate {
  return (
    hasKind(value) &&
    value.kind === "secret-template" &&
    "text" in value &&
    ["string", "function"].includes(typeof value.text)
  );
}

const hasKind = (value: unknown): value is { kind: unknown } =>
  typeof value === "object" && value !== null && "kind" in value;
