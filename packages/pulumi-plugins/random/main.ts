import { readFileSync } from "node:fs";
import type { PackageSchema } from "../protocol/schema-check.ts";
import { InFlight, serve } from "../protocol/serve.ts";
import { randomProvider } from "./provider.ts";

const schema = JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")) as PackageSchema;
await serve(randomProvider(schema), new InFlight());
