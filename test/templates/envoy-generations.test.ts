import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { ensureValidators } from "../../rehearsal/setup.ts";
import { writeFiles } from "../support/plan-files.ts";
import { inTemporaryFolder, run } from "../support/run.ts";

let envoy = "";
beforeAll(async () => {
  ({ envoy } = await ensureValidators());
}, 600_000);

const toolkit = join(import.meta.dirname, "../../toolkit");

/** Has the host's own code assemble the services and print what it lets Envoy judge. */
const ASSEMBLE = `
import json, sys
sys.path.insert(0, sys.argv[1])
from ingress.assemble import assemble, static_bootstrap
from ingress.fragments import parse_fragment
print(static_bootstrap(assemble([parse_fragment(json.dumps(each), "test") for each in json.loads(sys.argv[2])])))
`;

const fragment = (service: string, uid: number, names: readonly string[], health: string) => ({
  service,
  uid,
  names,
  mode: "passthrough",
  health,
});

const fragments = [
  fragment("feeds", 2003, ["feeds.home.test"], "/readyz"),
  fragment("calendar", 2004, ["calendar.home.test", "dav.home.test"], "/caddyz"),
  fragment("metrics", 3999, ["metrics.home.test"], "/caddyz"),
];

test.each([0, 1, 3])("Envoy accepts the generation of %i services", (count) => {
  const assembled = run("python3", ["-c", ASSEMBLE, toolkit, JSON.stringify(fragments.slice(0, count))]);
  expect(assembled.err).toBe("");
  inTemporaryFolder((folder) => {
    writeFiles(folder, { "static.json": assembled.out });
    const judged = run(envoy, ["--mode", "validate", "-c", join(folder, "static.json"), "--log-level", "warn"]);
    expect(judged.code === 0 ? "" : judged.err).toBe("");
  });
});
