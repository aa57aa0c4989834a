import { randomUUID } from "node:crypto";
import type { Family } from "../engine/family.ts";
import { keyOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

const shown = ["pk", "policybindingmodel_ptr_id", "name", "slug", "title", "designation"];
const settings = ["policy_engine_mode", "compatibility_mode", "layout", "denied_action"];

/** The flow as stages show it. */
export function flowSetView(flow: Stored): Stored {
  return {
    ...pick(flow, [...shown, ...settings]),
    background_url: "/static/dist/assets/images/flow_background.jpg",
    export_url: `/api/v3/flows/instances/${textOf(flow, "slug")}/export/`,
  };
}

/** The flow as it goes out. */
export function flowView(flow: Stored, world: World): Stored {
  return {
    ...flowSetView(flow),
    ...pick(flow, ["background", "authentication"]),
    stages: world.holding("flow-binding", "target", keyOf(flow)).map(({ stage }) => stage),
    policies: world.holding("binding", "target", keyOf(flow)).flatMap(({ policy }) => policy ?? []),
    cache_count: 0,
  };
}

/** Flows. Their path is their slug; other objects name them by their `pk`. */
export const flow: Family = {
  name: "flow",
  path: "/flows/instances/",
  title: "Flow",
  key: "uuid",
  lookup: "slug",
  defaults: () => ({
    policybindingmodel_ptr_id: randomUUID(),
    background: "",
    policy_engine_mode: "any",
    compatibility_mode: false,
    layout: "stacked",
    denied_action: "message_continue",
    authentication: "none",
  }),
  references: {},
  unique: { slug: ["flow"] },
  search: ["name", "slug", "designation", "title"],
  ordering: "slug",
  view: (object, { world }) => flowView(object, world),
  filters: { flow_uuid: (object, value) => keyOf(object) === value },
};
