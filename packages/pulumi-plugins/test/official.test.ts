import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { officialPluginHome } from "../cli/official.ts";
import { plugins } from "../cli/versions.ts";

// The user's own official plugins are taken over with the provider that the bridge has fetched for one of them: without
// it the bridge asks a registry, which a machine without internet does not reach.

const names = ["HOMELAB_CACHE", "PULUMI_HOME", "PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR"] as const;
const before = names.map((name) => [name, process.env[name]] as const);
let folder = "";
const fetched = "registry.opentofu.org/goauthentik/authentik/2025.12.1/provider";

/** A file below the scratch folder, with its own path as its text. */
function put(...path: string[]): void {
  const file = join(folder, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, path.join("/"));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homelab-official-"));
  process.env["HOMELAB_CACHE"] = join(folder, "cache");
  process.env["PULUMI_HOME"] = join(folder, "own");
  delete process.env["PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR"];
  for (const [name, version] of plugins) put("own/plugins", `resource-${name}-v${version}`, "program");
});
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  rmSync(folder, { recursive: true });
});

const offline = (): Promise<boolean> => Promise.resolve(false);
const takenOver = async (...path: string[]): Promise<string> =>
  readFileSync(join((await officialPluginHome("", offline)) ?? "", ...path), "utf8");

test("the plugins and the fetched provider beside them are copied", async () => {
  put("own/dynamic_tf_plugins", fetched);
  expect(await takenOver("dynamic_tf_plugins", fetched)).toBe(`own/dynamic_tf_plugins/${fetched}`);
  for (const [name, version] of plugins)
    expect(await takenOver("plugins", `resource-${name}-v${version}`, "program")).toContain(name);
});

test("or the provider from the folder that the environment names", async () => {
  put("elsewhere", fetched);
  process.env["PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR"] = join(folder, "elsewhere");
  expect(await takenOver("dynamic_tf_plugins", fetched)).toBe(`elsewhere/${fetched}`);
});

test("a user without all plugins, and without internet, has none", async () => {
  const [[name, version] = ["", ""]] = plugins;
  rmSync(join(folder, "own/plugins", `resource-${name}-v${version}`), { recursive: true });
  expect(await officialPluginHome("", offline)).toBeUndefined();
});
