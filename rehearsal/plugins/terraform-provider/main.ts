import { readFileSync } from "node:fs";
import { serveConfigured } from "../configured-server.ts";
import { InFlight } from "../serve.ts";
import { AuthentikPackage } from "./package.ts";
import type { AuthentikSchema } from "./provider.ts";

const schema = JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")) as AuthentikSchema;
await serveConfigured(new AuthentikPackage(schema, schema.parameterization.baseProvider.version), new InFlight());
