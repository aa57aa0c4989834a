import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { authentikContract } from "../contract/contract.ts";
import type { Operation } from "../contract/contract.ts";
import { validationBody } from "../contract/messages.ts";
import { invalid, notFound, notPlayed, Refusal } from "../contract/refusal.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { answerFamily } from "./objects.ts";
import { specials } from "./specials.ts";

/** Where every path of the API begins. */
export const apiPath = "/api/v3";

/** A request that the contract knows and whose body fits it. */
export interface ApiCall {
  readonly request: ApiRequest;
  /** Below /api/v3. */
  readonly path: string;
  readonly operation: Operation;
  /** The body's known fields; {} without a body. */
  readonly input: Stored;
  readonly world: World;
  /** The server's address as people see it, without a slash at the end. */
  readonly base: string;
  /** The outpost whose token came with it; undefined for an administrator's. */
  readonly outpost: Stored | undefined;
}

/** What an outpost that speaks LDAP may ask. */
const outpostMay: ReadonlySet<string> = new Set(["/outposts/ldap/", "/core/users/", "/core/groups/"]);

/** Whether the API has this path at all; the server answers any other one with its page for people. */
export const isApiPath = (path: string): boolean =>
  authentikContract().template(path.slice(apiPath.length)) !== undefined;

function findOperation({ method }: ApiRequest, path: string): Operation {
  const contract = authentikContract();
  const template = contract.template(path);
  if (template === undefined) throw notFound();
  const operation = contract.operation(method, template);
  if (operation === undefined) throw new Refusal(405, { detail: `Method "${method}" not allowed.` });
  return operation;
}

function parsed({ text }: ApiRequest): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, { detail: "JSON parse error" });
  }
}

function readInput(request: ApiRequest, { body }: Operation): Stored {
  if (body === undefined) return {};
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/json")) {
    throw new Refusal(415, { detail: `Unsupported media type "${type}" in request.` });
  }
  const value = parsed(request);
  const contract = authentikContract();
  const complaints = contract.schemas.complaints(body, value);
  if (complaints.length > 0) throw new Refusal(400, validationBody(complaints));
  const known = contract.fields(body);
  return Object.fromEntries(Object.entries(value as Stored).filter(([field]) => known.has(field)));
}

/** An answer that the contract does not allow is a defect of this stand-in, and said as one. */
function hold({ operation, path }: ApiCall, answer: ApiAnswer): ApiAnswer {
  const schema = operation.answers[String(answer.status)];
  if (schema === undefined) {
    if (answer.body === undefined) return answer;
    throw new Error(`${operation.method} ${path}: the contract has no body for status ${answer.status}`);
  }
  const complaints = authentikContract().schemas.complaints(schema, answer.body);
  const [first] = complaints;
  if (first === undefined) return answer;
  throw new Error(`${operation.method} ${path}: the answer's ${first.instancePath} ${String(first.message)}`);
}

/** Text that PostgreSQL cannot keep is refused before anything else looks at it. */
function refuseNull({ text }: ApiRequest): void {
  if (text.includes("\\u0000")) throw invalid("non_field_errors", "Null characters are not allowed.");
}

/**
 * Answers a request to the API whose token is accepted.
 * @param base the server's address as people see it
 * @param outpost the outpost that asks; undefined for an administrator
 * @throws Refusal when the API refuses it
 */
export function answerApi(request: ApiRequest, world: World, base: string, outpost?: Stored): ApiAnswer {
  const path = request.path.slice(apiPath.length);
  const operation = findOperation(request, path);
  if (outpost !== undefined && !(operation.method === "GET" && outpostMay.has(operation.template)))
    throw new Refusal(403, { detail: "You do not have permission to perform this action." });
  refuseNull(request);
  const call: ApiCall = { request, path, operation, input: readInput(request, operation), world, base, outpost };
  const special = specials[`${operation.method} ${operation.template}`];
  const answer = special === undefined ? answerFamily(call) : special(call);
  if (answer === undefined) throw notPlayed(`${operation.method} ${operation.template}`);
  return hold(call, answer);
}
