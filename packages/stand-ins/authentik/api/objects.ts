import type { ApiAnswer } from "../../server/messages.ts";
import { notFound } from "../contract/refusal.ts";
import { deleteObject } from "../engine/delete.ts";
import type { Family, Union, ViewContext } from "../engine/family.ts";
import { listBody } from "../engine/list.ts";
import type { Stored } from "../engine/stored.ts";
import { createObject, updateObject } from "../engine/write.ts";
import { families, unions } from "../families/index.ts";
import type { ApiCall } from "./answer.ts";

const context = ({ request, world }: ApiCall): ViewContext => ({ query: request.query, world });

function list(call: ApiCall, listed: Family | Union, names: readonly string[]): ApiAnswer {
  const objects = names.flatMap((name) => call.world.all(name));
  const view = (object: Stored): Stored => listed.view(object, context(call));
  const body = listBody(listed, objects, { ...context(call), view }, call.operation.queryParameters);
  return { status: 200, body };
}

/** What stands in the place of the template's parameter; undefined when the template is another one. */
function keyIn({ path, operation }: ApiCall, listPath: string): string | undefined {
  const [, parameter = ""] = operation.template.split(listPath);
  return /^\{\w+\}\/$/.test(parameter) ? decodeURIComponent(path.slice(listPath.length, -1)) : undefined;
}

/**
 * The object of a family that a request's path names.
 * @throws Refusal 404
 */
export function namedObject({ world }: ApiCall, family: Family, key: string): Stored {
  const found = world.find(family.name, family.lookup ?? "pk", key);
  if (found === undefined) throw notFound(`No ${family.title} matches the given query.`);
  return found;
}

function answerObject(call: ApiCall, family: Family, key: string): ApiAnswer | undefined {
  const { world, input } = call;
  const object = namedObject(call, family, key);
  const { method } = call.operation;
  if (method === "DELETE") {
    deleteObject(world, families, { family: family.name, object });
    return { status: 204 };
  }
  if (method === "PUT" || method === "PATCH") updateObject(world, family, { before: object, input, method });
  return { status: 200, body: family.view(object, context(call)) };
}

/** Answers what every kind of object has: list, create, read, change, delete; undefined when it is something else. */
export function answerFamily(call: ApiCall): ApiAnswer | undefined {
  const { template, method } = call.operation;
  const union = unions.find(({ path }) => path === template);
  if (union !== undefined) return list(call, union, union.members);
  for (const family of families.values()) {
    if (template === family.path) {
      if (method === "GET") return list(call, family, [family.name]);
      const created = createObject(call.world, family, call.input);
      return { status: 201, body: family.view(created, context(call)) };
    }
    const key = template.startsWith(family.path) ? keyIn(call, family.path) : undefined;
    if (key !== undefined) return answerObject(call, family, key);
  }
  return undefined;
}
