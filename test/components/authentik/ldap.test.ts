import { beforeAll, describe, expect, test } from "@jest/globals";
import { generatedPassword, record, type Recorded } from "../../support/recorder.ts";
import { providerKey } from "../../support/authentik-answers.ts";
import { withoutSecrets } from "../../support/secret-wrapper.ts";
import { ldapPlan, ssoHomelab, steadyOutpost } from "../../support/sso-homelab.ts";

const planned = { mail: ldapPlan };
const given: string[][] = [];
let resources: Recorded[] = [];
beforeAll(async () => {
  const keepToken = (...words: string[]) => Promise.resolve(void given.push(words));
  resources = await record(() => {
    ssoHomelab({ ...steadyOutpost, keepToken }, planned);
  });
});

const named = (name: string): Recorded => {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
};
const inputsOf = (name: string) => withoutSecrets(named(name).inputs, "hide");
const names = (pattern: RegExp): string[] =>
  resources
    .map(({ name }) => name)
    .filter((name) => pattern.test(name))
    .sort();
const nameOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.name ?? urn;

describe("a service with a directory of its own", () => {
  test("shares flows and groups with the others, and neither outpost nor place", () => {
    expect(names(/^sso-(?!enrollment)/)).toEqual(["sso-authorization", "sso-group-family", "sso-invalidation"]);
    expect(names(/^mail-(?!user|secrets|quadlets|rollout|route|smoke)/)).toEqual([
      "mail-access-family",
      "mail-app",
      "mail-ldap-access",
      "mail-ldap-account",
      "mail-ldap-group",
      "mail-ldap-password",
      "mail-ldap-role",
      "mail-ldap-search",
      "mail-ldap-token",
      "mail-outpost",
      "mail-sso",
    ]);
  });

  test("is looked up by an account that may see everybody in this directory, and nothing else", () => {
    expect(inputsOf("mail-ldap-role")).toEqual({ name: "ldap-mail" });
    expect(inputsOf("mail-ldap-search")).toEqual({
      role: "mail-ldap-role",
      model: "authentik_providers_ldap.ldapprovider",
      permission: "authentik_providers_ldap.search_full_directory",
      objectId: String(providerKey("mail-sso")),
    });
    expect(inputsOf("mail-ldap-group")).toEqual({ name: "ldap-mail", roles: ["mail-ldap-role"] });
    expect(inputsOf("mail-ldap-account")).toEqual({
      username: "ldap-mail",
      name: "ldap-mail",
      type: "service_account",
      groups: ["mail-ldap-group"],
      password: "[secret]",
    });
    expect(inputsOf("mail-ldap-access")).toEqual({ target: "uuid-of-mail-app", group: "mail-ldap-group", order: 1 });
  });

  test("is served by its own outpost once all bindings are there", () => {
    expect(inputsOf("mail-sso")).toMatchObject({ bindFlow: "found-by-getFlow", baseDn: "dc=home,dc=test" });
    expect(inputsOf("mail-outpost")).toEqual({
      name: "homelab-mail-ldap",
      type: "ldap",
      protocolProviders: [providerKey("mail-sso")],
    });
    const needs = named("mail-outpost").dependencies.map(nameOf);
    expect(needs).toEqual(expect.arrayContaining(["mail-app", "mail-access-family", "mail-ldap-access"]));
  });

  test("Authentik gets the outpost's token before the service starts with it", () => {
    expect(given).toEqual([["mail-outpost", generatedPassword("mail-ldap-token")]]);
  });

  test("password and token are where they are needed, and nowhere in clear", () => {
    const secrets = ["mail-ldap-password", "mail-ldap-token"].map(generatedPassword);
    const clear = JSON.stringify(resources.map(({ inputs }) => withoutSecrets(inputs, "hide")));
    expect(secrets.filter((secret) => clear.includes(secret))).toEqual([]);
    const holders = (secret: string) =>
      resources.flatMap(({ name, inputs }) =>
        Object.keys(inputs)
          .filter((key) => JSON.stringify(withoutSecrets(inputs[key], "reveal") ?? null).includes(secret))
          .map((key) => `${name}.${key}`),
      );
    expect(secrets.map(holders).map((found) => found.sort())).toEqual([
      ["mail-ldap-account.password", "mail-secrets.stdin"],
      ["mail-secrets.stdin"],
    ]);
  });
});

test("a preview says nothing to Authentik", async () => {
  const said: string[] = [];
  const keepToken = () => Promise.resolve(void said.push("a token"));
  const preview = await record(
    () => {
      ssoHomelab({ ...steadyOutpost, keepToken }, planned);
    },
    { preview: true },
  );
  expect(preview.map(({ name }) => name)).toContain("mail-outpost");
  expect(said).toEqual([]);
});
