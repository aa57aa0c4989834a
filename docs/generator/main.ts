import { writeFileSync } from "node:fs";
import { documents, inRepository } from "./documents.ts";

for (const { path, text } of await documents()) writeFileSync(inRepository(path), text);
