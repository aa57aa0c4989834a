import { describe, expect, test } from "@jest/globals";
import { ledger, type ServiceDefinition } from "../../../core/define.ts";
import { planAll } from "../../../core/plan/plan.ts";
import { rolloutSpec } from "../../../core/plan/rollout.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { service, web } from "../../support/definitions.ts";
import { unpack } from "../../support/plan-files.ts";
import { settings } from "../../support/samples.ts";

const at = (name: string, uid: number, change: object = {}, ...needs: string[]) =>
  service(name, { uid, web: web({ subdomain: name, ...change }), ...(needs.length > 0 ? { needs } : {}) });
const asked = { auth: { forwardAuth: {} }, access: ["family"] };
const authentication = at("authentication", 2010, { subdomain: ["auth", "login"] });

const plan = (definitions: readonly ServiceDefinition[], enabled = true) =>
  planAll(ledger(...definitions), parseSettings({ ...settings, sso: { enabled } }));

const planned = (name: string, definitions: readonly ServiceDefinition[]) => {
  const found = plan(definitions).services.find((each) => each.name === name);
  if (!found) throw new Error(`no plan for ${name}`);
  return { ...found, files: unpack(found.generation.bundle) };
};

describe("services come after what they need", () => {
  test.each([
    { of: [at("feeds", 2001), at("photos", 2005)], order: ["feeds", "photos"] },
    { of: [at("feeds", 2001, {}, "photos"), at("wiki", 2002), at("photos", 2005)], order: ["photos", "feeds", "wiki"] },
    {
      of: [at("a", 2001, {}, "b", "c"), at("b", 2002, {}, "c"), at("c", 2003, asked), authentication],
      order: ["authentication", "c", "b", "a"],
    },
  ])("$order", ({ of, order }) => {
    expect(plan(of).services.map(({ name }) => name)).toEqual(order);
  });
});

describe("a service that needs another", () => {
  const photos = at("photos", 2005, { subdomain: ["photos", "albums"] });
  const feeds = planned("feeds", [at("feeds", 2001, asked, "photos"), photos, authentication]);

  test("tells the host so by name, and whoever serves the sign-on is needed without a word", () => {
    expect(feeds.needs).toEqual(["authentication", "photos"]);
    expect(rolloutSpec(feeds, {})).toMatch(/\ndrain=30\nneeds=authentication,photos\nsecrets=/);
  });

  test("reaches it by all of its names, and its slots wait for it at boot", () => {
    const pod = feeds.files["units/feeds-0.pod"]?.split("\n") ?? [];
    expect(pod.filter((line) => line.startsWith("AddHost="))).toEqual([
      "AddHost=auth.home.test:host-gateway",
      "AddHost=login.home.test:host-gateway",
      "AddHost=photos.home.test:host-gateway",
      "AddHost=albums.home.test:host-gateway",
    ]);
    const probe = "/var/lib/homelab/probe";
    expect(pod).toContain(`ExecStartPre=-${probe}/busybox sh ${probe}/await 120 authentication 10105 photos 10055`);
    expect(pod).toContain("TimeoutStartSec=210");
  });

  test("is not touched when that one gets more slots", () => {
    const more = service("photos", { uid: 2005, web: web({ subdomain: ["photos", "albums"] }), replicas: 2 });
    const again = planned("feeds", [at("feeds", 2001, asked, "photos"), more, authentication]);
    expect(again.generation.hash).toBe(feeds.generation.hash);
  });

  test("waits for single sign-on with it: without the other it could not work", () => {
    const { services, awaitingSso } = plan(
      [at("feeds", 2001, {}, "photos"), at("photos", 2005, asked), at("wiki", 2002)],
      false,
    );
    expect(services.map(({ name }) => name)).toEqual(["wiki"]);
    expect(awaitingSso).toEqual(["photos", "feeds"]);
  });
});

// Like Nextcloud and Collabora: each connects to the other.
describe("two services that reach each other", () => {
  const office = at("office", 2005, asked);
  const cloud = (reaches: object) => service("cloud", { uid: 2001, web: web({ subdomain: "cloud" }), ...reaches });
  const both = (enabled = true) =>
    plan([cloud({ reaches: ["office"] }), service("office", { ...office.spec, reaches: ["cloud"] })], enabled);
  const named = planned("cloud", [cloud({ reaches: ["office"] }), office]);

  test("resolve each other's names", () => {
    const hosts = both().services.map(({ generation }) =>
      Object.values(unpack(generation.bundle))
        .join("\n")
        .match(/^AddHost=.*$/gm),
    );
    expect(hosts).toEqual([["AddHost=office.home.test:host-gateway"], ["AddHost=cloud.home.test:host-gateway"]]);
  });

  test("keep the ledger's order, and neither deploys nor starts after the other", () => {
    expect(both().services.map(({ name, needs }) => [name, needs])).toEqual([
      ["cloud", []],
      ["office", []],
    ]);
    expect(rolloutSpec(named, {})).not.toContain("needs");
    expect(named.files["units/cloud-0.pod"]).not.toContain("ExecStartPre");
  });

  test("neither is left out with the other", () => {
    expect(both(false).awaitingSso).toEqual(["office"]);
  });

  test("a name that needs gives already is there once", () => {
    const feeds = at("feeds", 2002, asked);
    const reaching = service("feeds", { ...feeds.spec, reaches: ["authentication"] });
    const { files } = planned("feeds", [reaching, authentication]);
    expect(files["units/feeds-0.pod"]?.match(/^AddHost=auth\..*$/gm)).toHaveLength(1);
  });
});

test("a service that needs nothing says nothing of it anywhere", () => {
  const plan = planned("feeds", [at("feeds", 2001)]);
  expect(plan.needs).toEqual([]);
  expect(rolloutSpec(plan, {})).not.toContain("needs");
  expect(plan.files["units/feeds-0.pod"]).not.toMatch(/AddHost|ExecStartPre|\[Service\]/);
});

test("where people sign on is no need of itself", () => {
  expect(planned("authentication", [authentication, at("feeds", 2001, asked)]).needs).toEqual([]);
});
