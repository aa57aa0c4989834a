import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { planHost } from "../../core/plan/host-plan.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { unpack, writeFiles } from "../support/plan-files.ts";
import { inTemporaryFolder, run } from "../support/run.ts";
import { settings } from "../support/samples.ts";

let envoy = "";
beforeAll(async () => {
  ({ envoy } = await ensureValidators());
}, 600_000);

test("Envoy accepts the bootstrap", () => {
  const bootstrap = unpack(planHost(settings).ingressSpec)["bootstrap.json"] ?? "";
  inTemporaryFolder((folder) => {
    // Envoy wants the files of the services to exist; what is in them is checked where they are made.
    writeFiles(folder, {
      "bootstrap.json": bootstrap.replaceAll('"/xds', `"${folder}/xds`),
      "xds/current/lds.json": '{"version_info": "0", "resources": []}\n',
      "xds/current/cds.json": '{"version_info": "0", "resources": []}\n',
    });
    const { code, err } = run(envoy, ["--mode", "validate", "-c", join(folder, "bootstrap.json"), "--log-level", "warn"]);
    expect(code === 0 ? "" : err).toBe("");
  });
});
