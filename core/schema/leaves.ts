import { z } from "zod";
import { quoted } from "../problems/quoted.ts";
import { text, wholeNumber, worded } from "./builders.ts";
import type { SecretRef, SecretTemplate, TemplateText } from "./secret-refs.ts";

export type AbsolutePath = `/${string}`;
export type EnvValue = string | number | boolean | SecretRef;

export const port = wholeNumber(1, 65_535, "write the port that the application listens on", 1);

/** A user's number inside a container. */
export const userId = wholeNumber(0, 65_534, "write the user's number inside the container");

/** A path inside a container. */
export const absolutePath = text<AbsolutePath>(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._@+-]+)+$/, {
  what: "an absolute path",
  explain: (value) => {
    if (value === "/") return '"/" is the root of the container, which contains its programs';
    return typeof value === "string" && /^\/.*\/$/.test(value) ? `${quoted(value)} ends in a slash` : undefined;
  },
  fix: "write a path from / without . or .., made of letters, digits and . _ @ + -",
});

const RELATIVE = /^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/;

/** Folder inside a dataset. */
export const dataFolder = text(RELATIVE, {
  what: "a folder inside the dataset",
  fix: "write a relative path without ..",
});

/** File in `templates/services/<service>/`, or with a folder in `templates/services/`. */
export const templatePath = text(RELATIVE, {
  what: "a template",
  fix: "write the name of a file in templates/services/<service>/, without ..",
});

/** Path of a URL with its query, in characters of RFC 3986 without a meaning in shells and templates. */
export const urlPath = text<AbsolutePath>(/^\/([A-Za-z0-9._~/?=&+:,;!@*-]|%[0-9A-Fa-f]{2})*$/, {
  what: "the path of a URL",
  fix: 'write the path that answers when the application works, such as "/healthcheck"',
  standIn: "/",
});

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** 63 characters leave room for the longest domain that the settings accept. */
export const subdomain = text(new RegExp(`^(@|(?=.{1,63}$)${LABEL}(\\.${LABEL})*)$`), {
  what: "a subdomain",
  fix: "write lower-case letters, digits and hyphens, several labels with dots between them, or @ for the domain itself",
});

/** The form of a key of containers, datasets and secrets. */
export const KEY = /^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$/;
const KEY_FIX = "write up to 24 lower-case letters, digits and hyphens, starting with a letter";

/** Key of a container, a dataset or a secret, or its name elsewhere in the definition, with its own fix. */
export const keyName = (what: string, fix = KEY_FIX) => text(KEY, { what: `a name for ${what}`, fix });

export const variable = text(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  what: "a name for an environment variable",
  fix: "write letters, digits and underscores, not starting with a digit",
});

const ENV_FIX = 'write a text, number or boolean, or secret.file("…"); leave out a variable that has no value';

export const envValue = worded(
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.object({
      kind: z.enum(["secret-file", "secret-env"]),
      secret: worded(z.string().min(1), {
        what: "the name of a secret",
        fix: 'name the secret: secret.file("db-password")',
      }),
    }),
  ]),
  { what: "a value for an environment", fix: ENV_FIX },
) as unknown as z.ZodType<EnvValue, EnvValue>;

const textFunction = z.custom<Exclude<TemplateText, string>>((value) => typeof value === "function");

const TEMPLATE_FIX = 'write the text between the quotes: template("postgres://app:{db-password}@state/app")';

export const secretSource = worded(
  z.union([
    z.enum(["generated", "config"]),
    z.object({
      kind: z.literal("secret-template"),
      text: worded(z.union([textFunction, z.string().min(1)]), { what: "the text of a template", fix: TEMPLATE_FIX }),
    }),
  ]),
  { what: "a source of secrets", fix: 'write "generated", "config" or template("…")' },
) as unknown as z.ZodType<"generated" | "config" | SecretTemplate, "generated" | "config" | SecretTemplate>;

/** Words that are passed to a program one by one. */
export const words = worded(z.array(worded(z.string(), { what: "a text", fix: "write a text" })), {
  what: "a list",
  fix: 'write the words one by one: ["program", "--flag"]',
}).readonly();
