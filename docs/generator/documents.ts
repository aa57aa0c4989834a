import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import prettier from "prettier";
import { serviceSchema } from "../../core/schema/service.ts";
import { settingsSchema } from "../../core/schema/settings.ts";
import { driftReport } from "../../core/schema/drift-report.ts";
import { stackOutputs } from "../../core/schema/outputs.ts";
import { planReport } from "../../core/schema/plan-report.ts";
import { type DocumentedType, fieldDocs } from "./field-docs.ts";
import { jsonSchema } from "./json-schemas.ts";
import { tables } from "./tables.ts";

/** Where the documented types are. */
export const TYPES = {
  definition: { module: "core/schema/service.ts", name: "ServiceSpec" },
  env: { module: "core/schema/env-context.ts", name: "EnvContext" },
  settings: { module: "core/schema/settings.ts", name: "WrittenSettings" },
  outputs: { module: "core/schema/outputs.ts", name: "StackOutputs" },
  drift: { module: "core/schema/drift-report.ts", name: "DriftReport" },
  plan: { module: "core/schema/plan-report.ts", name: "PlanReport" },
} as const satisfies Record<string, DocumentedType>;

/** A file that is made from the schemas, and what it has to hold. */
export interface Document {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every generated document. */
export async function documents(): Promise<Document[]> {
  const [definition = [], env = [], settings = [], outputs = [], drift = [], planned = []] = fieldDocs(
    Object.values(TYPES),
  );
  const pages = [
    page("docs/definition.md", {
      definition: tables("A service", definition, "written"),
      env: tables("Names for an env function", env, "read"),
    }),
    page("docs/settings.md", {
      settings: tables("Settings", settings, "written"),
      outputs: tables("Outputs", outputs, "read"),
    }),
    page("docs/drift.md", { drift: tables("Fields", drift, "read") }),
    page("docs/plan.md", { plan: tables("The report", planned, "read") }),
  ];
  const schemas = [
    { name: "definition", made: jsonSchema(serviceSchema, "A service definition", definition) },
    {
      name: "settings",
      made: jsonSchema(settingsSchema.omit({ configSecrets: true }), "The settings of a home", settings),
    },
    { name: "outputs", made: jsonSchema(stackOutputs, "pulumi stack output __services", outputs) },
    { name: "drift", made: jsonSchema(driftReport, "homelab drift --json", drift) },
    { name: "plan", made: jsonSchema(planReport, "npm run plan -- --json", planned) },
  ].map(({ name, made }) => ({ path: `docs/schema/${name}.json`, text: JSON.stringify(made) }));
  return Promise.all([...pages, ...schemas].map(formatted));
}

/** A page as it is in the repository, with its generated parts made anew. */
function page(path: string, parts: Readonly<Record<string, string>>): Document {
  const text = Object.entries(parts).reduce(
    (written, [name, part]) => {
      const found = new RegExp(`(<!-- made by npm run docs: ${name} -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
      if (!found.test(written)) throw new Error(`${path} has no place for ${name}`);
      return written.replace(found, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
    },
    readFileSync(inRepository(path), "utf8"),
  );
  return { path, text };
}

/** Pages are as they are written; Prettier leaves them alone. */
async function formatted({ path, text }: Document): Promise<Document> {
  if (path.endsWith(".md")) return { path, text };
  const options = await prettier.resolveConfig(inRepository(path));
  return { path, text: await prettier.format(text, { ...options, filepath: path }) };
}

export const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
