import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the first chapter leaves the clean host's fingerprint for the last one. */
export const baselineFile = join(tmpdir(), "homelab-test-baseline");
