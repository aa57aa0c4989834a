import { describe, expect, test } from "@jest/globals";
import rule from "../../../contract/rules/pod-change.json" with { type: "json" };
import { planService } from "../../../core/plan/plan.ts";
import { changeOf, podChange, type Version } from "../../../core/plan/pod-change.ts";
import type { Service } from "../../../core/service/service.ts";
import { unbundled } from "../../../core/text/bundle.ts";
import type { Effect } from "../../../core/units/generation-file.ts";
import { container, finished, settings, web, withState } from "../../support/samples.ts";

test.each(rule)("$case", ({ containers, proxy, effects, change }) => {
  expect(changeOf(containers, proxy, new Set(effects as Effect[]))).toEqual(change);
});

function versionOf(service: Service): Version {
  const { manifest, bundle } = planService(service, settings).generation;
  return { manifest, files: unbundled(bundle) };
}

const changed = (parts: Partial<Service>): Service => finished({ ...withState, ...parts });

/** Pod -> what happens to it, from the sample with two slots and a database that stays. */
function told(after: Service, renewed: string[] = [], before = withState): Record<string, string> {
  const [was, is] = [versionOf(before), versionOf(after)];
  return Object.fromEntries(
    is.manifest.pods.map((pod) => {
      const { pod: whole, containers, reload } = podChange(was, is, pod, renewed);
      return [pod.name, [...(whole ? ["pod"] : containers), ...(reload ? ["reload"] : [])].join(" ")];
    }),
  );
}

describe("what a deploy does to each pod", () => {
  const [app = container(), db = container()] = withState.containers;
  const nothing = { "feeds-state": "", "feeds-0": "", "feeds-1": "" };

  test.each<[string, Service, object]>([
    ["nothing", withState, {}],
    [
      "an image",
      changed({ containers: [{ ...app, image: "docker.io/example/app:2.0" }, db] }),
      { "feeds-0": "app", "feeds-1": "app" },
    ],
    [
      "the only container of a pod",
      changed({ containers: [app, { ...db, image: "docker.io/library/postgres:18" }] }),
      { "feeds-state": "pod" },
    ],
    [
      "a secret that a container no longer has",
      changed({ containers: [{ ...app, secrets: [] }, db] }),
      { "feeds-0": "app", "feeds-1": "app" },
    ],
    [
      "another name",
      changed({ web: { ...web("feeds"), hosts: ["feeds.home.test", "rss.home.test"] } }),
      { "feeds-0": "reload", "feeds-1": "reload" },
    ],
    ["one slot more", changed({ replicas: 3 }), { "feeds-2": "pod" }],
  ])("%s", (_case, after, expected) => {
    expect(told(after)).toEqual({ ...nothing, ...expected });
  });

  test("a secret with another value restarts those who have it", () => {
    expect(told(withState, ["db-url"])).toEqual({ ...nothing, "feeds-0": "app", "feeds-1": "app" });
    expect(told(withState, ["nobody-has-it"])).toEqual(nothing);
  });

  test("every pod of a new service is made", () => {
    const after = versionOf(withState);
    expect(after.manifest.pods.map((pod) => podChange(undefined, after, pod).pod)).toEqual([true, true, true]);
  });

  test("a network that differs takes all pods, its comment takes none", () => {
    const after = versionOf(withState);
    const withNetwork = (text: string): Version => ({
      ...after,
      files: new Map([...after.files, ["units/feeds.network", text]]),
    });
    const slot = after.manifest.pods[1];
    if (slot === undefined) throw new Error("no slot");
    const network = after.files.get("units/feeds.network") ?? "";
    expect(podChange(withNetwork(`${network}Internal=true\n`), after, slot).pod).toBe(true);
    expect(podChange(withNetwork(`# Another comment.\n${network}`), after, slot).pod).toBe(false);
  });
});
