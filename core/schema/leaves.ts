import { z } from "zod";
import { encodeComplaint, leaf, matching, quoted } from "../problems/complaint.ts";
import { isSecretRef, isSecretTemplate, type SecretRef, type SecretTemplate } from "./secret-refs.ts";
import { parseCpu, parseDuration, parseSize, type Cpu, type Duration, type Size } from "./amounts.ts";

export type ImageRef = `${string}/${string}:${string}`;
export type AbsolutePath = `/${string}`;
export type EnvValue = string | number | boolean | SecretRef;

/** A text with a unit; the parsed number is what the rest of the program sees. */
function amount<T extends string>(parse: (text: string) => number | undefined, what: string, fix: string) {
  const complain = (value: unknown) =>
    typeof value === "string" && parse(value) !== undefined
      ? undefined
      : { problem: `${quoted(value)} is not ${what}`, fix };
  // The leaf has refused what does not parse.
  return leaf<T>(complain, fix).transform((text) => parse(text) ?? Number.NaN);
}

export const size = (example: Size) =>
  amount<Size>(parseSize, "a size", `write a number and KB, MB, GB or TB, such as "${example}"`);
export const duration = (example: Duration) =>
  amount<Duration>(parseDuration, "a duration", `write a number and seconds, minutes or hours, such as "${example}"`);
export const cpu = amount<Cpu>(parseCpu, "a share of CPU", 'write percent of one core, such as "100%"');

const IMAGE_FIX = 'write registry/name:tag, such as "docker.io/library/redis:8.0"';

/** Its form is checked with the rest of the service, so that a wrong one hides nothing else. */
export const image = leaf<ImageRef>(
  (value) => (typeof value === "string" ? undefined : { problem: `${quoted(value)} is not an image`, fix: IMAGE_FIX }),
  IMAGE_FIX,
);

export const absolutePath = matching<AbsolutePath>(
  /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._@+-]+)+$/,
  "an absolute path",
  "write a path from / without . or .., made of letters, digits and . _ @ + -",
);

export const urlPath = matching<AbsolutePath>(
  /^\/[A-Za-z0-9._~/?=&+-]*$/,
  "the path of a URL",
  'write the path that answers when the application works, such as "/healthcheck"',
);

/** Folder inside a dataset. */
export const dataFolder = matching<string>(
  /^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/,
  "a folder inside the dataset",
  "write a relative path without ..",
);

/** File in `templates/services/<service>/`, or with a folder in `templates/services/`. */
export const templatePath = matching<string>(
  /^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/,
  "a template",
  "write the name of a file in templates/services/<service>/, without ..",
);

export const subdomain = matching<string>(
  /^(@|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$/,
  "a subdomain",
  "write one label of lower-case letters, digits and hyphens, or @ for the domain itself",
);

/** Key of a container, a dataset or a secret. */
export const keyName = (what: string) =>
  matching<string>(
    /^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$/,
    `a name for ${what}`,
    "write up to 24 lower-case letters, digits and hyphens, starting with a letter",
  );

export const variable = matching<string>(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  "a name for an environment variable",
  "write letters, digits and underscores, not starting with a digit",
);

export const envValue = leaf<EnvValue>(
  (value) =>
    ["string", "number", "boolean"].includes(typeof value) || isSecretRef(value)
      ? undefined
      : {
          problem: `${quoted(value)} is not a value for an environment`,
          fix: 'write a text, number or boolean, or secret.file("…")',
        },
  'write a text, number or boolean, or secret.file("…")',
);

export const secretSource = leaf<"generated" | "config" | SecretTemplate>(
  (value) =>
    value === "generated" || value === "config" || isSecretTemplate(value)
      ? undefined
      : { problem: `${quoted(value)} is not a source of secrets`, fix: 'write "generated", "config" or template("…")' },
  'write "generated", "config" or template("…")',
);

export const flag = leaf<boolean>(
  (value) =>
    typeof value === "boolean"
      ? undefined
      : { problem: `${quoted(value)} is not true or false`, fix: "write true or false" },
  "write true or false",
);

/** One of a few words. */
export const oneOf = <T extends string>(...words: readonly T[]) => {
  const fix = `write one of ${words.join(", ")}`;
  return leaf<T>(
    (value) =>
      (words as readonly unknown[]).includes(value)
        ? undefined
        : { problem: `${quoted(value)} is not known here`, fix },
    fix,
  );
};

/** A list of words that are handed to a program one by one. */
export const words = z
  .array(
    z.string({
      error: ({ input }) => encodeComplaint({ problem: `${quoted(input)} is not a text`, fix: "write a text" }),
    }),
    {
      error: ({ input }) =>
        encodeComplaint({
          problem: `${quoted(input)} is not a list`,
          fix: 'write the words one by one: ["program", "--flag"]',
        }),
    },
  )
  .readonly();
