import { attachmentLifecycle, attachmentShape, attachmentType } from "./attachment.ts";
import type { ResourceShape } from "./attribute.ts";
import { outpostExtras, restLifecycle, userExtras } from "./lifecycle.ts";
import type { Extras, Lifecycle } from "./lifecycle.ts";
import { applicationShapes } from "./shapes-applications.ts";
import { rolePermissionLifecycle, rolePermissionShape, rolePermissionType } from "./role-permission.ts";
import { directoryShapes } from "./shapes-directory.ts";
import { flowShapes } from "./shapes-flows.ts";

/** A kind of resource: what it consists of and how it is handled. */
export interface Resource {
  readonly shape: ResourceShape;
  readonly lifecycle: Lifecycle;
  /** The output that repeats the id, for example "groupId". */
  readonly idProperty: string;
}

const extras: Readonly<Record<string, Extras>> = {
  "authentik:index/outpost:Outpost": outpostExtras,
  "authentik:index/user:User": userExtras,
};

function idProperty(type: string): string {
  const name = type.slice(type.lastIndexOf(":") + 1);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}Id`;
}

const rest = Object.entries({ ...applicationShapes, ...directoryShapes, ...flowShapes }).map(
  ([type, shape]): [string, Resource] => [
    type,
    { shape, lifecycle: restLifecycle(shape, extras[type]), idProperty: idProperty(type) },
  ],
);

const special = (type: string, shape: ResourceShape, lifecycle: Lifecycle): [string, Resource] => [
  type,
  { shape, lifecycle, idProperty: idProperty(type) },
];

const resources = new Map<string, Resource>([
  ...rest,
  special(attachmentType, attachmentShape, attachmentLifecycle),
  special(rolePermissionType, rolePermissionShape, rolePermissionLifecycle),
]);

/** Tokens of the resources the stand-in has. */
export const resourceTypes: readonly string[] = [...resources.keys()];

/** A kind of resource by its token. @throws Error for one the stand-in does not have */
export function resourceOf(type: string): Resource {
  const found = resources.get(type);
  if (found === undefined) throw new Error(`the stand-in plugin has no ${type}`);
  return found;
}
