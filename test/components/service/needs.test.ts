import { describe, expect, test } from "@jest/globals";
import { Host } from "../../../components/host/host.ts";
import { hostAccess } from "../../../components/host/host-access.ts";
import { Service } from "../../../components/service/service.ts";
import { stackConfig } from "../../../components/stack/settings.ts";
import { destroyClosure, edges, subtree } from "../../support/closure.ts";
import { ADDRESS, CONFIG } from "../../support/homelab.ts";
import { feedsPlan, hostPlan, quietPlan, steps } from "../../support/plans.ts";
import { record, type RecordOptions } from "../../support/recorder.ts";

/** Feeds with its way in, and two that wait for it: one directly, one for the other. */
function needing(): void {
  const config = stackConfig();
  const host = new Host(hostPlan.name, { plan: hostPlan, access: hostAccess(ADDRESS) });
  const feeds = new Service("feeds", { plan: feedsPlan, host, config });
  const wiki = new Service("wiki", {
    plan: { ...quietPlan, name: "wiki", steps: steps("wiki"), needs: ["feeds"] },
    ...{ host, config, needs: [feeds] },
  });
  new Service("zoo", {
    plan: { ...quietPlan, name: "zoo", steps: steps("zoo"), needs: ["feeds", "wiki"] },
    host,
    config,
    needs: [feeds, wiki],
  });
}

const recorded = (options: RecordOptions = {}) => record(needing, { config: CONFIG, ...options });
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

describe("a service that needs another", () => {
  test("is rolled out once that one's way in is there, and waits with nothing else", async () => {
    const events: string[] = [];
    await recorded({
      making: async (name) => {
        if (/^feeds-(user|route)$/.test(name)) await soon();
        events.push(name);
      },
    });
    const at = (name: string): number => {
      expect(events).toContain(name);
      return events.indexOf(name);
    };
    expect(at("wiki-rollout")).toBeGreaterThan(at("feeds-route"));
    expect(at("zoo-rollout")).toBeGreaterThan(at("wiki-rollout"));
    expect(at("wiki-quadlets")).toBeLessThan(at("feeds-rollout"));
  });

  test("is planned in a preview, where nobody arrives", async () => {
    const [preview, real] = [await recorded({ preview: true }), await recorded()];
    expect(preview.map(({ urn }) => urn)).toEqual(real.map(({ urn }) => urn));
    expect(preview.find(({ name }) => name === "wiki-rollout")?.inputs["stdin"]).toMatch(/^uid=2005\n/);
  });

  test("is not made when it is not given what it needs", async () => {
    const config = stackConfig();
    const lonely = () => {
      const host = new Host(hostPlan.name, { plan: hostPlan, access: hostAccess(ADDRESS) });
      new Service("wiki", {
        plan: { ...quietPlan, name: "wiki", steps: steps("wiki"), needs: ["feeds"] },
        host,
        config,
      });
    };
    await expect(record(lonely)).rejects.toThrow("wiki requires feeds, which was not passed to it");
  });

  test("has no edge to it: a destroy takes one alone", async () => {
    const resources = await recorded();
    const urnOf = (name: string): string => resources.find((each) => each.name === name)?.urn ?? "";
    for (const name of ["feeds", "wiki", "zoo"]) {
      expect(destroyClosure(resources, urnOf(name))).toEqual(subtree(resources, urnOf(name)));
    }
    const own = subtree(resources, urnOf("wiki"));
    const targets = resources.filter(({ urn }) => own.includes(urn)).flatMap(edges);
    expect(targets.filter((urn) => /::(feeds|zoo)/.test(urn))).toEqual([]);
  });
});
