import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stackOutputs } from "../../core/schema/outputs.ts";
import { EngineStack } from "../../packages/pulumi-plugins/test/engine-stack.ts";

// What the end of an `up` shows of the outputs, and what dashboards read of them.

const links = ["components", "contract", "core", "templates", "test/support"];
const stack = new EngineStack({ program: "test/engine/outputs-program", links, seconds: 100 });
const LIMIT = 120_000;

beforeAll(async () => {
  expect(await stack.start()).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(() => {
  stack.stop();
});

test.each([
  ["the first", "1"],
  ["one that changes nothing", "1"],
  ["one that changes images", "2"],
])(
  "the end of %s `up` shows URLs only",
  async (_, round) => {
    const up = await stack.pulumi("up", "--yes", "--skip-preview", "-c", `outputs-test:round=${round}`);
    expect({ code: up.code, said: up.code === 0 ? "" : up.all }).toEqual({ code: 0, said: "" });
    const [, end = ""] = up.stdout.split(/^Outputs:$/m);
    const [shown = ""] = end.split(/^Resources:$/m);
    expect(shown).toContain("https://feeds.home.test");
    expect(shown).not.toMatch(/svc-|sha256|exposure/);
  },
  LIMIT,
);

test(
  "dashboards read everything about each service, without a passphrase",
  async () => {
    const { code, stdout } = await stack.run(
      "env",
      "-u",
      "PULUMI_CONFIG_PASSPHRASE",
      ...["pulumi", "stack", "output", "__services", "--json"],
    );
    expect(code).toBe(0);
    const services = stackOutputs.parse(JSON.parse(stdout));
    expect(services["feeds"]).toMatchObject({ url: "https://feeds.home.test", images: { app: "sha256:2" } });
    expect(Object.keys(services)).toEqual(["feeds", "quiet"]);
  },
  LIMIT,
);
