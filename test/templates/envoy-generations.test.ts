import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { HOME_NETWORKS } from "../../core/schema/networks.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
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

const fragment = (
  service: string,
  uid: number,
  names: readonly string[],
  health: string,
  sources: readonly string[] = [],
) => ({ service, uid, names, health, sources });

const fragments = [
  fragment("feeds", 2003, ["feeds.home.test"], "/readyz"),
  fragment("calendar", 2004, ["calendar.home.test", "dav.home.test"], "/caddyz"),
  fragment("metrics", 3999, ["metrics.home.test"], "/caddyz", HOME_NETWORKS),
  fragment("photos", 2005, ["home.test"], "/caddyz", ["127.0.0.0/8", "192.168.1.0/24", "192.168.0.0/16"]),
];

test.each([0, 1, 3, 4])("Envoy accepts the generation of %i services", (count) => {
  const assembled = run("python3", ["-c", ASSEMBLE, toolkit, JSON.stringify(fragments.slice(0, count))]);
  expect(assembled.err).toBe("");
  expect(refusal(assembled.out)).toBe("");
});

test("Envoy refuses one network twice, whichever its spelling: why each has only one", () => {
  const assembled = run("python3", ["-c", ASSEMBLE, toolkit, JSON.stringify(fragments)]);
  const twice = assembled.out.replace('"address_prefix": "192.168.1.0"', '"address_prefix": "192.168.1.9"');
  const doubled = twice.replace(/\{\s*"address_prefix": "192\.168\.1\.9",\s*"prefix_len": 24\s*\}/, (one) => `${one}, ${one}`);
  expect(doubled).not.toBe(twice);
  expect(refusal(doubled)).toMatch(/overlapping|same matching rules/);
});

/** What Envoy says against a static bootstrap; "" when it would take it. */
function refusal(bootstrap: string): string {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, { "static.json": bootstrap });
    const judged = run(envoy, ["--mode", "validate", "-c", join(folder, "static.json"), "--log-level", "warn"]);
    return judged.code === 0 ? "" : judged.err;
  });
}
