import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { envContext, nameScope, templateNames } from "../../core/service/names-given.ts";
import type { Auth } from "../../core/service/auth/kinds.ts";
import { web } from "../support/samples.ts";

const signOn = { url: "https://auth.home.test", host: "auth.home.test", ca: "PEM" };
const oidc: Auth = { kind: "oidc", redirectPaths: ["/cb"], match: "strict", loginPath: undefined, entitlements: [] };
const ldap: Auth = { kind: "ldap", baseDn: "dc=home,dc=test" };
const containers = [{ stays: true }, { scrapeTargets: "/targets" }];

const scopes = [oidc, ldap].map((auth) =>
  nameScope({ name: "sample", domain: "home.test", web: { ...web("sample"), auth, signOn }, containers }),
);

/** `a.b` for what is inside of an object. */
const dotted = (names: object): string[] =>
  Object.entries(names).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? dotted(value).map((inner) => `${name}.${inner}`)
      : [name],
  );

test("docs/templates.md lists the names that exist, for templates and for env functions", () => {
  const page = readFileSync("docs/templates.md", "utf8");
  const [, table = ""] = /\| name \|.*\n\|---.*\n((?:\|.*\n)+)/.exec(page) ?? [];
  const listed = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name).sort();
  expect(listed).toEqual([...new Set(scopes.flatMap((scope) => dotted(templateNames(scope))))].sort());
  for (const scope of scopes) {
    const context: unknown = envContext(scope);
    for (const name of dotted(templateNames(scope))) {
      const value = name.split(".").reduce((object: unknown, key) => (object as Record<string, unknown>)[key], context);
      expect([name, value]).not.toEqual([name, undefined]);
    }
  }
});
