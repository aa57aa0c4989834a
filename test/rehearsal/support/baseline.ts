import { join } from "node:path";
import { rehearsalHost } from "./web.ts";

/** Where the first test leaves the clean host's fingerprint for the last one: with the host, of which there may be several. */
export const baselineFile = (): string => join(rehearsalHost().dir, "baseline");
