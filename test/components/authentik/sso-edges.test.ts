import { beforeAll, describe, expect, test } from "@jest/globals";
import { requireAuthentik } from "../../../components/authentik/authentik.ts";
import { destroyClosure, edges, subtree } from "../../support/closure.ts";
import { record, type Recorded } from "../../support/recorder.ts";
import { ssoHomelab } from "../../support/sso-homelab.ts";

let resources: Recorded[] = [];
beforeAll(async () => {
  resources = await record(() => {
    ssoHomelab();
  });
});

const urnOf = (name: string): string => resources.find((resource) => resource.name === name)?.urn ?? "";
const nameOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.name ?? urn;

describe("destroy -t <service> --target-dependents", () => {
  test.each(["photos", "papers", "mail", "quiet"])("takes %s whole and nothing else", (name) => {
    const taken = destroyClosure(resources, urnOf(name));
    expect(taken).toEqual(subtree(resources, urnOf(name)));
  });

  test("no edge leads from one service to another, or from what they share to one", () => {
    for (const name of ["photos", "papers", "mail", "sso"]) {
      const own = new Set(subtree(resources, urnOf(name)));
      const targets = resources
        .filter(({ urn }) => own.has(urn))
        .flatMap(edges)
        .filter((urn) => !own.has(urn))
        .map(nameOf);
      expect(targets.filter((target) => !/^(sso|rehearsal)(-|$)/.test(target) && !target.includes("pulumi:"))).toEqual(
        [],
      );
    }
  });
});

test("a preview asks Authentik nothing", async () => {
  const preview = await record(
    () => {
      ssoHomelab();
    },
    { preview: true },
  );
  expect(preview.map(({ urn }) => urn)).toEqual(resources.map(({ urn }) => urn));
  expect(JSON.stringify(preview.map(({ inputs }) => inputs))).not.toContain("found-by-");
  // What would have been looked up is no change of something that is there.
  for (const { name, inputs, ignoreChanges } of preview) {
    const guessed = Object.keys(inputs).filter((key) => JSON.stringify(inputs[key] ?? null).includes("asked for when"));
    expect({ name, guessed }).toEqual({ name, guessed: guessed.filter((key) => ignoreChanges.includes(key)) });
  }
});

describe("what it takes to talk to Authentik", () => {
  const sso = { consent: "implicit", groups: [], existingGroups: [], kinds: ["oidc"] } as const;

  test("has to be there", () => {
    expect(() => {
      requireAuthentik({ sso }, {});
    }).toThrow(/^error: 2 problems in settings[\s\S]*config\.authentik:url[\s\S]*config set --secret authentik:token/);
  });

  test("may come from the environment, and is not asked for while nobody signs on", () => {
    requireAuthentik({ sso }, { AUTHENTIK_URL: "https://auth.home.test", AUTHENTIK_TOKEN: "made-up" });
    requireAuthentik({ sso: undefined }, {});
  });
});
