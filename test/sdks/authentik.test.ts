import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { generate } from "../../tools/authentik-sdk/main.ts";
import type * as Sdk from "../../sdks/authentik/index.js";

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];
const invoked: { token: string; inputs: Record<string, unknown> }[] = [];
let authentik: typeof Sdk;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, inputs: inputs as Record<string, unknown> });
      return { id: name, state: { ...(inputs as object), uuid: "u" } };
    },
    call: ({ token, inputs }) => {
      invoked.push({ token, inputs: inputs as Record<string, unknown> });
      return { id: "flow-uuid", ...(inputs as object) };
    },
  });
  authentik = await import("../../sdks/authentik/index.js");
});

function registeredWith(property: string, text: string): Registered {
  const found = registered.find(({ inputs }) => inputs[property] === text);
  if (found === undefined) throw new Error(`nothing with ${property} "${text}" was registered`);
  return found;
}

const value = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply(resolve);
  });

test("the committed SDK is what its generator makes of the schema", async () => {
  for (const [name, text] of Object.entries(await generate())) {
    expect({ name, text: readFileSync(new URL(`../../sdks/authentik/${name}`, import.meta.url), "utf8") }).toEqual({
      name,
      text,
    });
  }
});

test("a resource is registered under the official token, its secret inputs as secrets", async () => {
  const made = new authentik.ProviderOauth2("login", {
    name: "feeds",
    authorizationFlow: "a",
    invalidationFlow: "i",
    clientId: "feeds",
    clientSecret: "open-sesame",
    allowedRedirectUris: [{ matching_mode: "strict", url: "https://feeds.home.test/cb" }],
  });
  expect(await value(made.clientId)).toBe("feeds");
  expect(await pulumi.isSecret(made.clientSecret)).toBe(true);
  const { type, inputs } = registeredWith("name", "feeds");
  expect(type).toBe("authentik:index/providerOauth2:ProviderOauth2");
  expect(JSON.stringify(inputs["clientSecret"])).toContain("1b47061264138c4ac30d75fd1eb44270");
  expect(inputs["allowedRedirectUris"]).toEqual([{ matching_mode: "strict", url: "https://feeds.home.test/cb" }]);
});

test("a missing required property is an error at once, as with the generated SDK", () => {
  expect(() => new authentik.Application("x", {} as unknown as Sdk.ApplicationArgs)).toThrow(
    "Missing required property 'slug'",
  );
});

test("provider settings reach the engine as text", async () => {
  const provider = new authentik.Provider("own", { url: "http://127.0.0.1:9", token: "t".repeat(40), insecure: true });
  expect(await value(provider.url)).toBe("http://127.0.0.1:9");
  const { type, inputs } = registeredWith("url", "http://127.0.0.1:9");
  expect(type).toBe("pulumi:providers:authentik");
  expect(inputs["insecure"]).toBe("true");
});

test("data sources, plain and as outputs", async () => {
  expect((await authentik.getFlow({ slug: "one" })).id).toBe("flow-uuid");
  expect(await value(authentik.getFlowOutput({ slug: pulumi.output("two") }).id)).toBe("flow-uuid");
  expect(invoked.map(({ token, inputs }) => [token, inputs["slug"]])).toEqual([
    ["authentik:index/getFlow:getFlow", "one"],
    ["authentik:index/getFlow:getFlow", "two"],
  ]);
});
