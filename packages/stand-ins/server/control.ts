import { prettifyError } from "zod";
import { faultsSchema } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { readJson } from "./messages.ts";
import type { ApiAnswer, ApiRequest } from "./messages.ts";

/**
 * Answers a stand-in's own requests, which the real API does not have:
 * GET, POST, DELETE /_stand-in/faults (list, add, clear) and GET /_stand-in/state.
 * @returns the answer; undefined when the request is for the API
 */
export function answerControl(
  request: Omit<ApiRequest, "lost">,
  faults: Faults,
  showState: () => unknown,
): ApiAnswer | undefined {
  if (!request.path.startsWith("/_stand-in/")) return undefined;
  const asked = `${request.method} ${request.path}`;
  if (asked === "GET /_stand-in/state") return { status: 200, body: showState() };
  if (asked === "GET /_stand-in/faults") return { status: 200, body: faults.list() };
  if (asked === "POST /_stand-in/faults") {
    const read = faultsSchema.safeParse(readJson({ ...request, lost: false }));
    if (!read.success) return { status: 400, body: { problem: prettifyError(read.error) } };
    faults.add(read.data);
    return { status: 200, body: faults.list() };
  }
  if (asked === "DELETE /_stand-in/faults") {
    faults.clear();
    return { status: 200, body: [] };
  }
  return { status: 404, body: { problem: "only /_stand-in/faults (GET, POST, DELETE) and /_stand-in/state (GET)" } };
}
