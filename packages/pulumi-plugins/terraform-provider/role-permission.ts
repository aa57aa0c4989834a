import type { Properties } from "../protocol/property-values.ts";
import { NotFound } from "./api.ts";
import type { Api } from "./api.ts";
import type { ResourceShape } from "./attribute.ts";
import { HalfMade } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** What a role may do with one object; no object of its own on the server. */
export const rolePermissionShape: ResourceShape = {
  path: "/rbac/permissions/",
  idKey: "id",
  attributes: {
    role: { send: "always", replaces: true },
    model: { send: "whenSet", replaces: true },
    permission: { send: "always", replaces: true },
    objectId: { send: "whenSet", replaces: true },
  },
};

/** The resource's token in the package. */
export const rolePermissionType = "authentik:index/rbacPermissionRole:RbacPermissionRole";

const assignment = ({ permission, model, objectId }: Properties) => ({
  permissions: [permission],
  model,
  object_pk: objectId,
});
const change = (role: unknown, verb: "assign" | "unassign"): string =>
  `/rbac/permissions/assigned_by_roles/${encodeURIComponent(String(role))}/${verb}/`;

function entries({ results }: Properties): readonly Properties[] {
  if (!Array.isArray(results)) throw new Error("invalid API response");
  return results as Properties[];
}

/** Only what is given for one object is played; a role's permissions are read as one list. */
async function read(api: Api, id: string, given: Properties): Promise<Properties> {
  const { role, model } = given;
  if (typeof role !== "string") throw new Error("an import knows no role: the official provider cannot do it either");
  const listed = await api.call("GET", `/rbac/permissions/roles/?uuid=${encodeURIComponent(role)}&page_size=100`);
  const found = entries(listed).find((one) => String(one["id"]) === id);
  // No NotFound: the official provider never takes a permission for gone, so a refresh ends here.
  if (found === undefined) throw new Error(`Permission not found: ${id}`);
  const permission = `${String(found["app_label"])}.${String(found["codename"])}`;
  return { role, model, permission, objectId: found["object_pk"] };
}

/** Assigned by POST, taken away by PATCH; never updated. */
export const rolePermissionLifecycle: Lifecycle = {
  create: async (api, values) => {
    const [made, ...others] = entries(await api.call("POST", change(values["role"], "assign"), assignment(values)));
    if (made === undefined || others.length > 0) throw new Error("invalid API response");
    const id = String(made["id"]);
    try {
      return { id, state: await read(api, id, values) };
    } catch (error) {
      if (error instanceof NotFound) throw error;
      throw new HalfMade({ id, state: values }, error);
    }
  },
  read,
  update: () => Promise.reject(new Error("a role's permission is never updated: it is replaced")),
  remove: async (api, _id, state) => {
    await api.call("PATCH", change(state["role"], "unassign"), assignment(state));
  },
};
