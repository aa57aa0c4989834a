import { expect, test } from "@jest/globals";
import { CONFIG, homelab } from "../support/homelab.ts";
import { record } from "../support/recorder.ts";
import { UNKNOWN, withoutSecrets } from "../support/secret-wrapper.ts";

test("a first preview has the same resources, and only what the host will say is unknown", async () => {
  const preview = await record(homelab, { config: CONFIG, preview: true });
  const real = await record(homelab, { config: CONFIG });
  expect(preview.map(({ urn }) => urn)).toEqual(real.map(({ urn }) => urn));

  const unknown = preview.flatMap(({ name, inputs }) =>
    Object.keys(inputs)
      .filter((key) => withoutSecrets(inputs[key], "reveal") === UNKNOWN)
      .map((key) => `${name}.${key}`),
  );
  expect(unknown).toEqual([
    "feeds-rollout.stdin",
    "feeds-rollout.update",
    "feeds-secrets.stdin",
    "feeds-smoke.stdin",
    // Without secrets the rollout's spec is known before anything runs.
    "quiet-rollout.update",
  ]);
});
