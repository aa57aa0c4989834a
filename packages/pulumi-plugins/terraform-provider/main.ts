import { readFileSync } from "node:fs";
import { serveConfigured } from "../protocol/configured-server.ts";
import { InFlight } from "../protocol/serve.ts";
import { AuthentikPackage } from "./package.ts";
import type { AuthentikSchema } from "./provider.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../../sdks/authentik/schema.json", import.meta.url), "utf8"),
) as AuthentikSchema;
await serveConfigured(new AuthentikPackage(schema, schema.parameterization.baseProvider.version), new InFlight());
