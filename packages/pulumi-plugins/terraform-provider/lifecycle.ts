import type { Properties } from "../protocol/property-values.ts";
import { NotFound } from "./api.ts";
import type { Api } from "./api.ts";
import type { ResourceShape } from "./attribute.ts";
import { isEmpty, isUnknown } from "./plan.ts";
import { idOf, requestBody, stateFrom } from "./wire.ts";

/** A resource as it is on the server. */
export interface Made {
  readonly id: string;
  readonly state: Properties;
}

/** The resource exists, but what follows its creation failed: the engine keeps it and tries again. */
export class HalfMade extends Error {
  readonly made: Made;

  constructor(made: Made, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.made = made;
  }
}

/**
 * The calls of one kind of resource. Each throws NotFound when the server answers 404: for the
 * provider that means "it is gone", never an error.
 */
export interface Lifecycle {
  readonly create: (api: Api, values: Properties) => Promise<Made>;
  /** @param given values that decide the order of lists: the state so far */
  readonly read: (api: Api, id: string, given: Properties) => Promise<Properties>;
  readonly update: (api: Api, id: string, values: Properties) => Promise<Properties>;
  readonly remove: (api: Api, id: string, state: Properties) => Promise<void>;
}

/** What a kind of resource needs beside create, read, update and delete. */
export interface Extras {
  /** Completes a request's body before it is sent. */
  readonly complete?: (api: Api, body: Record<string, unknown>) => Promise<void>;
  /** Runs between the creation and the first read. */
  readonly afterCreate?: (api: Api, id: string, values: Properties) => Promise<void>;
}

/** The values without those that only the server knows. */
function settled(values: Properties): Properties {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnknown(value)));
}

/** The texts of a resource that no error may show. */
function secretTexts({ clientSecret, password }: Properties): string[] {
  return [clientSecret, password].filter((value) => typeof value === "string");
}

/**
 * Creates by POST, reads by GET, updates by PUT and deletes by DELETE; each change is followed by a read.
 */
export function restLifecycle(shape: ResourceShape, { complete, afterCreate }: Extras = {}): Lifecycle {
  const at = (id: string): string => `${shape.path}${encodeURIComponent(id)}/`;
  const body = async (api: Api, values: Properties): Promise<Record<string, unknown>> => {
    const made = requestBody(shape, values);
    await complete?.(api, made);
    return made;
  };
  const read: Lifecycle["read"] = async (api, id, given) =>
    stateFrom(shape, given, await api.call("GET", at(id) + (shape.readQuery ?? "")));
  return {
    create: async (api, values) => {
      const request = await body(api, values);
      const id = idOf(shape, await api.call("POST", shape.path, request, secretTexts(values)));
      try {
        await afterCreate?.(api, id, values);
        return { id, state: await read(api, id, values) };
      } catch (error) {
        throw error instanceof NotFound ? error : new HalfMade({ id, state: settled(values) }, error);
      }
    },
    read,
    update: async (api, id, values) => {
      const answer = await api.call("PUT", at(id), await body(api, values), secretTexts(values));
      return read(api, idOf(shape, answer), values);
    },
    remove: async (api, id) => {
      await api.call("DELETE", at(id));
    },
  };
}

/** Without a configuration of its own an outpost gets the server's default one. */
export const outpostExtras: Extras = {
  complete: async (api, body) => {
    if (!isEmpty(body["config"])) return;
    body["config"] = (await api.call("GET", "/outposts/instances/default_settings/"))["config"];
  },
};

/** A password is set when the user is made, and never again. */
export const userExtras: Extras = {
  afterCreate: async (api, id, values) => {
    const { password } = values;
    if (isEmpty(password)) return;
    await api.call("POST", `/core/users/${id}/set_password/`, { password }, secretTexts(values));
  },
};
