import type { Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { flowView } from "./flows.ts";
import { partialUser } from "./partial.ts";

const hoursValid = 48;
// What the server makes of an end that is null.
const minutesWithoutEnd = 30;

/** Invitations: what a person gets a link for. All are made by the administrator, whose token is used. */
export const invitation: Family = {
  name: "invitation",
  path: "/stages/invitation/invitations/",
  title: "Invitation",
  key: "uuid",
  defaults: () => ({
    expires: new Date(Date.now() + hoursValid * 3_600_000).toISOString(),
    fixed_data: {},
    single_use: false,
    flow: null,
  }),
  references: { flow: { to: ["flow"], gone: "null" } },
  unique: {},
  complete: ({ object }) => {
    object["expires"] ??= new Date(Date.now() + minutesWithoutEnd * 60_000).toISOString();
  },
  search: ["name"],
  ordering: "name",
  view: (object, { world }) => {
    const flow = world.byKey(["flow"], object["flow"]);
    return {
      ...pick(object, ["pk", "name", "expires", "fixed_data", "single_use", "flow"]),
      created_by: partialUser(world.find("user", "username", "akadmin") ?? {}),
      flow_obj: flow === undefined ? null : flowView(flow, world),
    };
  },
  filters: {
    flow__slug: (object, value, world) => world.byKey(["flow"], object["flow"])?.["slug"] === value,
    created_by__username: (_object, value) => value === "akadmin",
  },
};
