import { beforeAll, describe, expect, test } from "@jest/globals";
import { Sso } from "../../../components/authentik/sso.ts";
import { subtree } from "../../support/closure.ts";
import { generatedPassword, record, type Recorded } from "../../support/recorder.ts";
import { providerKey } from "../../support/authentik-answers.ts";
import { withoutSecrets } from "../../support/secret-wrapper.ts";
import { ssoHomelab, steadyOutpost } from "../../support/sso-homelab.ts";

let resources: Recorded[] = [];
beforeAll(async () => {
  resources = await record(() => {
    ssoHomelab();
  });
});

const named = (name: string): Recorded => {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
};
const nameOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.name ?? urn;
const inputsOf = (name: string) => withoutSecrets(named(name).inputs, "hide");
const below = (name: string): string[] =>
  subtree(resources, named(name).urn)
    .map(nameOf)
    .filter((each) => each !== name)
    .sort();

describe("what services share", () => {
  test("is there once", () => {
    expect(below("sso").filter((name) => !name.startsWith("sso-enrollment"))).toEqual([
      "sso-authorization",
      "sso-group-family",
      "sso-invalidation",
      "sso-scope-email",
      "sso-scope-entitlements",
      "sso-scope-groups",
      "sso-scope-offline-access",
      "sso-scope-openid",
      "sso-scope-profile",
    ]);
  });

  test("a group is never updated: an update would empty it", () => {
    const all = "name isSuperuser users parents roles attributes".split(" ");
    expect(named("sso-group-family").ignoreChanges).toEqual(all);
  });

  test("a scope says what it is about, and no two tell the same claim: Authentik would tell its list twice", () => {
    const scopes = resources.filter(({ name }) => name.startsWith("sso-scope-")).map(({ inputs }) => inputs);
    expect(scopes.filter(({ description }) => typeof description !== "string" || description === "")).toEqual([]);
    const claims = scopes.flatMap(
      ({ expression }) =>
        JSON.stringify(expression)
          .replaceAll('\\"', '"')
          .match(/"[a-z_]+"(?=:)/g) ?? [],
    );
    expect(claims.filter((claim, index) => claims.indexOf(claim) !== index)).toEqual([]);
    expect(claims).toContain('"groups"');
  });

  test("flows do what their designation says", () => {
    expect(inputsOf("sso-authorization")).toEqual({
      name: "homelab-authorization",
      slug: "homelab-authorization",
      title: "Redirecting to %(app)s",
      designation: "authorization",
      authentication: "require_authenticated",
    });
  });
});

describe("a client of its own", () => {
  test("has these resources", () => {
    expect(below("photos")).toEqual([
      "photos-access-authentik-admins",
      "photos-access-family",
      "photos-app",
      "photos-client-secret",
      "photos-entitlement-write",
      "photos-quadlets",
      "photos-rollout",
      "photos-route",
      "photos-secrets",
      "photos-smoke",
      "photos-sso",
      "photos-user",
    ]);
  });

  test("a provider with exact redirects, scopes and a key for its tokens", () => {
    expect(inputsOf("photos-sso")).toEqual({
      name: "photos-oidc",
      clientId: "photos",
      clientSecret: "[secret]",
      clientType: "confidential",
      authorizationFlow: "uuid-of-sso-authorization",
      invalidationFlow: "uuid-of-sso-invalidation",
      allowedRedirectUris: [{ matching_mode: "strict", url: "https://photos.home.test/cb" }],
      propertyMappings: ["openid", "email", "profile", "groups", "entitlements", "offline-access"].map(
        (scope) => `sso-scope-${scope}`,
      ),
      signingKey: "found-by-getCertificateKeyPair",
      refreshTokenValidity: "seconds=43200",
    });
    expect(named("photos-sso").additionalSecretOutputs).toContain("clientSecret");
  });

  test("an application with its tile, bound to its groups", () => {
    expect(inputsOf("photos-app")).toEqual({
      slug: "photos",
      name: "Photos",
      group: "Home",
      metaIcon: "fa://fa-image",
      metaLaunchUrl: "https://photos.home.test/",
      policyEngineMode: "any",
      protocolProvider: providerKey("photos-sso"),
    });
    expect(inputsOf("photos-access-family")).toEqual({
      target: "uuid-of-photos-app",
      group: "sso-group-family",
      order: 0,
    });
    expect(inputsOf("photos-access-authentik-admins")).toEqual({
      target: "uuid-of-photos-app",
      group: "found-by-getGroup",
      order: 1,
    });
    expect(named("photos-access-authentik-admins").ignoreChanges).toEqual(["group"]);
  });

  test("a new mark in the settings makes a new secret", () => {
    expect(inputsOf("photos-client-secret")).toEqual({ length: 64, special: false, keepers: { rotate: "2" } });
  });

  test("its secret is in Authentik and in the podman secret, and nowhere in clear", () => {
    const secret = generatedPassword("photos-client-secret");
    const clear = JSON.stringify(resources.map(({ inputs }) => withoutSecrets(inputs, "hide")));
    expect(clear).not.toContain(secret);
    const holders = resources.flatMap(({ name, inputs }) =>
      Object.keys(inputs)
        .filter((key) => JSON.stringify(withoutSecrets(inputs[key], "reveal") ?? null).includes(secret))
        .map((key) => `${name}.${key}`),
    );
    expect(holders).toEqual(["photos-secrets.stdin", "photos-sso.clientSecret"]);
  });
});

describe("behind an outpost", () => {
  test("a service has these resources", () => {
    expect(below("papers").filter((name) => !/-(user|quadlets|rollout|route|smoke)$/.test(name))).toEqual([
      "papers-access-family",
      "papers-app",
      "papers-outpost",
      "papers-sso",
    ]);
    expect(named("papers-sso").replaceOnChanges).toEqual(["mode"]);
    expect(inputsOf("papers-sso")).toEqual({
      name: "papers-forward-auth",
      externalHost: "https://papers.home.test",
      mode: "forward_single",
      authorizationFlow: "uuid-of-sso-authorization",
      invalidationFlow: "uuid-of-sso-invalidation",
      accessTokenValidity: "seconds=43200",
    });
  });

  test("it is served once it is bound, and its place goes with its provider", () => {
    const place = named("papers-outpost");
    expect(withoutSecrets(place.inputs, "hide")).toEqual({
      outpost: "found-by-getOutpost",
      protocolProvider: providerKey("papers-sso"),
    });
    expect(place.dependencies.map(nameOf)).toEqual(expect.arrayContaining(["papers-app", "papers-access-family"]));
    expect(nameOf(place.deletedWith ?? "")).toBe("papers-sso");
  });
});

test.each(["photos", "papers", "mail"])("%s runs when it can sign people on, and no sooner", (name) => {
  const needs = named(`${name}-rollout`).dependencies.map(nameOf);
  const own = below(name).filter((each) =>
    /-(sso|app|outpost|access-.*|entitlement-.*|ldap-(access|search|account))$/.test(each),
  );
  expect(needs).toEqual(expect.arrayContaining(own));
});

test("consent that is asked for: a flow with the stage that asks, there before anybody uses it", async () => {
  const plan = {
    url: "https://auth.home.test",
    consent: "explicit",
    groups: [],
    existingGroups: [],
    kinds: [],
  } as const;
  const found = await record(() => new Sso("sso", { plan, outposts: steadyOutpost }));
  expect(found.map(({ name }) => name)).toContain("sso-authorization-explicit");
  const asks = found.find(({ name }) => name === "sso-consent");
  expect(asks?.inputs).toEqual({ target: "uuid-of-sso-authorization-explicit", stage: "found-by-getStage", order: 0 });
  expect(asks?.ignoreChanges).toEqual(["stage"]);
});
