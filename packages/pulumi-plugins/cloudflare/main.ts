import { readFileSync } from "node:fs";
import { serveConfigured } from "../protocol/configured-server.ts";
import { InFlight } from "../protocol/serve.ts";
import { CloudflareProvider } from "./provider.ts";
import type { CloudflareSchema } from "./provider.ts";

const schema = JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")) as CloudflareSchema;
await serveConfigured(new CloudflareProvider(schema), new InFlight());
