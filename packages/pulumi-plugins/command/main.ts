import { readFileSync } from "node:fs";
import { engineStatusLog } from "../protocol/engine-log.ts";
import type { PackageSchema } from "../protocol/schema-check.ts";
import { engineAddress, InFlight, serve } from "../protocol/serve.ts";
import { commandProvider } from "./provider.ts";

const schema = JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")) as PackageSchema;
const inFlight = new InFlight();
await serve(commandProvider(schema, engineStatusLog(engineAddress()), inFlight), inFlight);
