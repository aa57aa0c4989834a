import { describe, expect, test } from "@jest/globals";
import { importFile, type Sdk } from "../../commands/adopt/import-file.ts";
import type { Finding } from "../../commands/adopt/match.ts";
import { problemsIn, missingFrom } from "../../commands/adopt/preview.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const STACK = "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test";
const SERVICE = "urn:pulumi:test::p::homelab:index:Service::feeds";
const APPLICATION = "urn:pulumi:test::p::homelab:index:Service$authentik:index/application:Application::feeds-app";
const BINDING = "urn:pulumi:test::p::homelab:index:Service$authentik:index/policyBinding:PolicyBinding::feeds-access";

const step = (urn: string, state: object, op = "create") => ({
  ...{ op, urn, newState: { urn, type: urn.split("::")[2]?.split("$").at(-1), custom: true, ...state } },
});
const service = (op?: string) => step(SERVICE, { custom: false, parent: STACK }, op);
const application = step(APPLICATION, { parent: SERVICE, inputs: { slug: "feeds" } });
const binding = step(BINDING, {
  parent: SERVICE,
  inputs: { target: UNKNOWN, group: "(group family: asked for when it is needed)", order: 0 },
  propertyDependencies: { target: [APPLICATION], group: [], order: [] },
});
const read = (...steps: object[]) => missingFrom(JSON.stringify({ steps }));

describe("a preview", () => {
  test("says what is missing, what of it is not known, and whose key that will be", () => {
    const [one, , last] = read(step(STACK, { custom: false }), service(), application, binding);
    expect(one).toMatchObject({ urn: SERVICE, name: "feeds", component: true, parent: undefined });
    expect(last).toMatchObject({ name: "feeds-access", component: false, parent: SERVICE });
    expect(last?.inputs).toEqual({ target: undefined, group: undefined, order: 0 });
    expect(last?.references).toEqual({ target: APPLICATION });
  });

  test("leaves out what the stack has", () => {
    expect(read(service("matchOn"), { ...application, op: "update" })).toEqual([]);
    expect(missingFrom("{}")).toEqual([]);
  });

  test("that failed says why", () => {
    const diagnostics = [
      { severity: "info", message: "hello" },
      { severity: "error", message: "no domain\n" },
    ];
    expect(problemsIn(JSON.stringify({ diagnostics }))).toBe("no domain");
    expect(problemsIn("no JSON\n")).toBe("no JSON");
  });
});

describe("an import file", () => {
  const sdks: Record<string, Sdk> = {
    authentik: {
      version: "2025.12.1",
      pulumi: { name: "terraform-provider", version: "1.1.3", parameterization: { value: "eyJ9" } },
    },
  };
  const found = (missing: ReturnType<typeof read>): Finding[] =>
    missing.flatMap((planned) => (planned.component ? [] : [{ outcome: "found", planned, id: "id" }]));
  const entry = {
    ...{ type: "authentik:index/application:Application", name: APPLICATION, logicalName: "feeds-app" },
    ...{ parent: SERVICE, id: "id", version: "2025.12.1" },
    parameterization: { pluginName: "terraform-provider", pluginVersion: "1.1.3", value: "eyJ9" },
  };

  test("makes the components that the stack does not have, and no other", () => {
    const other = step("urn:pulumi:test::p::homelab:index:Service::calendar", { custom: false, parent: STACK });
    const missing = read(service(), other, application);
    expect(importFile(found(missing), missing, sdks)).toEqual({
      nameTable: {},
      resources: [{ type: "homelab:index:Service", name: SERVICE, logicalName: "feeds", component: true }, entry],
    });
  });

  test("names those that the stack has", () => {
    const missing = read(service("matchOn"), application);
    expect(importFile(found(missing), missing, sdks)).toEqual({
      nameTable: { [SERVICE]: SERVICE },
      resources: [entry],
    });
  });

  test("a plain package is told by its version", () => {
    const record = step("urn:pulumi:test::p::cloudflare:index/dnsRecord:DnsRecord::feeds-dns", { parent: STACK });
    const missing = read(record);
    const plain = { cloudflare: { version: "6.22.1", pulumi: { name: "cloudflare" } } };
    const [only] = importFile(found(missing), missing, plain).resources;
    expect(only).toMatchObject({ id: "id", version: "6.22.1" });
    expect(only).not.toHaveProperty("parameterization");
    expect(only).not.toHaveProperty("parent");
  });
});
