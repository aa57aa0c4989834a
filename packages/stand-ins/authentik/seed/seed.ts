import { randomBytes, randomUUID } from "node:crypto";
import type { State } from "../engine/state.ts";
import { keyOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { World } from "../engine/world.ts";
import { createObject } from "../engine/write.ts";
import { families } from "../families/index.ts";
import { defaultConfig, embedded } from "../families/outposts.ts";
import { selfSignedPair } from "../self-signed.ts";
import { flows, scopes, stages } from "./fresh-install.ts";

function make(world: World, name: string, input: Stored): Stored {
  const family = families.get(name);
  if (family === undefined) throw new Error(`no family ${name}`);
  return createObject(world, family, input);
}

function makeStages(world: World): void {
  for (const { name, kind } of stages) {
    if (kind === "user-login-stage") make(world, kind, { name });
    else world.insert("stage", { pk: randomUUID(), name, ...kind });
  }
}

function makeFlows(world: World): void {
  const stageKey = (name: string): unknown =>
    [...world.all("stage"), ...world.all("user-login-stage")].find((stage) => stage["name"] === name)?.["pk"];
  for (const { stages: bound, ...flow } of flows) {
    const target = keyOf(make(world, "flow", flow));
    bound.forEach((name, index) => make(world, "flow-binding", { target, stage: stageKey(name), order: index * 10 }));
  }
}

function makeBrand(world: World): void {
  const flowKey = (slug: string): unknown => world.find("flow", "slug", slug)?.["pk"];
  make(world, "brand", {
    domain: "authentik-default",
    default: true,
    flow_authentication: flowKey("default-authentication-flow"),
    flow_invalidation: flowKey("default-invalidation-flow"),
    flow_user_settings: flowKey("default-user-settings-flow"),
  });
}

/**
 * What a fresh install of Authentik holds, as far as others build on it: default flows with their stages,
 * scope mappings, the self-signed certificate, the brand, the administrator with its group, the embedded outpost.
 */
export function freshInstall(): State {
  const made = {
    passwords: {},
    sessions: {},
    outpostSessions: {},
    codes: {},
    tokens: {},
    outpostTokens: {},
    openForms: {},
    refreshTokens: {},
  };
  // User numbers 1 to 3 are the anonymous user and accounts of the server's own, which the API does not list.
  const secretKey = randomBytes(32).toString("hex");
  const state: State = { next: { provider: 1, user: 4 }, objects: {}, secretKey, ...made };
  const world = new World(state);
  makeStages(world);
  makeFlows(world);
  for (const scope of scopes) make(world, "scope-mapping", { ...scope });
  const pair = selfSignedPair("authentik Self-signed Certificate");
  const content = { certificate_data: pair.certificate, key_data: pair.key };
  const managed = "goauthentik.io/crypto/jwt-managed";
  make(world, "certificate", { name: "authentik Self-signed Certificate", ...content })["managed"] = managed;
  makeBrand(world);
  const admins = make(world, "group", { name: "authentik Admins", is_superuser: true });
  const email = "root@example.com";
  make(world, "user", { username: "akadmin", name: "authentik Default Admin", email, groups: [admins["pk"]] });
  const outpost = make(world, "outpost", { ...embedded, type: "proxy", config: defaultConfig("") });
  outpost["providers"] = [];
  return state;
}
