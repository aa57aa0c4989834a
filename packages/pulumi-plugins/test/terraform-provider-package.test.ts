import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { secret, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { AuthentikPackage } from "../terraform-provider/package.ts";
import { pluginVersions } from "../cli/versions.ts";
import { token } from "../../stand-ins/test/authentik-support.ts";
import { schema, urnOf } from "./terraform-provider-support.ts";

// What needs no server.

const plugin = new AuthentikPackage(schema, "1.1.3", {});

test("without a name: the logical one with a random end, kept from then on", () => {
  const urn = urnOf("Group");
  const { name } = plugin.complete(urn, {}, {}, new Uint8Array([1]));
  expect(name).toMatch(/^feeds-[0-9a-f]{7}$/);
  expect(plugin.complete(urn, {}, { name }, new Uint8Array([2]))).toEqual({ name });
  expect(plugin.complete(urn, { name: "family" }, { name }, new Uint8Array())).toEqual({ name: "family" });
  expect(plugin.complete(urnOf("PolicyBinding"), {}, {}, new Uint8Array())).toEqual({});
});

test("a preview calls nothing and knows what needs no server", async () => {
  const silent = new AuthentikPackage(schema, "1.1.3", {});
  const { id, outs } = await silent.create(urnOf("Group"), { name: "family" }, true);
  expect(id).toBe("");
  expect(outs).toMatchObject({ name: "family", isSuperuser: false, groupId: unknownValue });
  await expect(silent.create(urnOf("Group"), { name: "family" }, false)).rejects.toThrow("AUTHENTIK_URL");
});

test("the local SDK asks for the plugin that is installed", () => {
  const sdk = readFileSync(new URL("../../../sdks/authentik/package.json", import.meta.url), "utf8");
  const { pulumi } = JSON.parse(sdk) as {
    pulumi: { name: string; version: string; parameterization: { value: string } };
  };
  expect(pulumi).toMatchObject({ name: "terraform-provider", version: pluginVersions["terraform-provider"] });
  expect(schema.parameterization.baseProvider.version).toBe(pulumi.version);
  const value = Buffer.from(pulumi.parameterization.value, "base64").toString();
  expect(plugin.parameterization.fromValue(value)).toMatchObject({ name: "authentik", version: schema.version });
});

describe("settings and parameters", () => {
  test.each<[Properties, Record<string, string>, RegExp | undefined]>([
    [{ url: "http://127.0.0.1:1", token: secret(token) }, {}, undefined],
    [{}, { AUTHENTIK_URL: "http://127.0.0.1:1", AUTHENTIK_TOKEN: token }, undefined],
    [{ url: unknownValue }, {}, undefined],
    [{ token }, {}, /url is not configured.*AUTHENTIK_URL/],
    [{ url: "http://127.0.0.1:1" }, {}, /token is not configured.*AUTHENTIK_TOKEN/],
    [{ url: "auth.home.test", token }, {}, /no address/],
    [{ url: "http://127.0.0.1:1", token, insecure: "true" }, {}, /checks certificates/],
  ])("%j with %j", (settings, env, problem) => {
    const refusals = new AuthentikPackage(schema, "1.1.3", env).checkConfig(settings);
    expect(refusals.map(({ reason }) => reason)).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
    expect(JSON.stringify(refusals)).not.toContain(token);
  });

  test("the package is authentik 2025.12.1 and no other", () => {
    const { parameterization } = plugin;
    const known = { name: "authentik", version: "2025.12.1" };
    expect(parameterization.fromArguments(["goauthentik/authentik", "2025.12.1"])).toMatchObject(known);
    expect(() => parameterization.fromArguments(["goauthentik/authentik", "2026.5.0"])).toThrow(
      "knows goauthentik/authentik 2025.12.1",
    );
    expect(() => parameterization.fromArguments(["hashicorp/aws"])).toThrow("not hashicorp/aws");
    expect(() => parameterization.fromValue('{"local":{"path":"x"}}')).toThrow("a local provider");
  });
});
