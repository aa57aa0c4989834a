import { expect, test } from "@jest/globals";
import { record } from "../../support/recorder.ts";
import { forwardPlan, ssoHomelab, steadyOutpost } from "../../support/sso-homelab.ts";

test("each further name has an application of its own, which is closed before the outpost serves it", async () => {
  const plan = { ...forwardPlan("albums"), others: [forwardPlan("albums-old_albums")] };
  const found = await record(() => {
    ssoHomelab(steadyOutpost, { albums: plan });
  });
  const own = found.filter(({ name }) => name.startsWith("albums-old_albums-"));
  expect(own.map(({ name }) => name).sort()).toEqual(
    ["access-family", "app", "outpost", "sso"].map((role) => `albums-old_albums-${role}`),
  );
  const name = (urn: string): string => found.find((each) => each.urn === urn)?.name ?? urn;
  const before = (of: string): string[] => found.find((each) => each.name === of)?.dependencies.map(name) ?? [];
  expect(before("albums-old_albums-outpost")).toEqual(expect.arrayContaining(["albums-old_albums-access-family"]));
  expect(before("albums-rollout")).toEqual(expect.arrayContaining(own.map((each) => each.name)));
});
