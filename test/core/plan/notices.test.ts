import { describe, expect, test } from "@jest/globals";
import { notices } from "../../../core/plan/notices.ts";
import { planAll } from "../../../core/plan/plan.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { service } from "../../support/definitions.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import { feedsPlan } from "../../support/plans.ts";
import { settings } from "../../support/samples.ts";
import { oidcPlan } from "../../support/sso-homelab.ts";

const said = (plan: Partial<ServicePlan>, before?: object): string[] =>
  notices(
    { services: [{ ...feedsPlan, exposure: "private", ...plan }], warnings: [] },
    before === undefined ? {} : { feeds: before },
  ).map(({ level, text }) => `${level}: ${text}`);
const OPEN = {
  exposure: "public",
  web: { subdomain: "page", port: 80, auth: { none: "a page for guests" } },
};
const signedOn = (...groups: string[]): Partial<ServicePlan> => ({
  auth: "oidc",
  sso: { ...oidcPlan, access: groups.map((name) => ({ key: name, name })) },
});

describe("what is so", () => {
  test("what the policies warn of, before everything else", () => {
    const { services, warnings } = planAll(ledger(service("page", OPEN)), settings);
    expect(notices({ services, warnings }, undefined).map(({ level, text }) => `${level}: ${text}`)).toEqual([
      "info: page.web.auth: everybody on the internet can use it without a sign-in: a page for guests",
    ]);
  });

  test("a need that would answer with the sign-on, unless some of its paths are open", () => {
    const needed = { ...feedsPlan, name: "photos", exposure: "private", auth: "forwardAuth" } as const;
    const told = (openPaths: string[]): string[] =>
      notices(
        {
          services: [
            { ...needed, openPaths },
            { ...feedsPlan, exposure: "private", needs: ["photos"] },
          ],
          warnings: [],
        },
        {},
      ).map(({ text }) => text);
    expect(told([])).toEqual([
      "feeds: requires photos, which answers every request with the login page; list the paths for programs under skip there",
    ]);
    expect(told(["^/api/"])).toEqual([]);
    const reached = notices(
      { services: [needed, { ...feedsPlan, exposure: "private", reaches: ["photos"] }], warnings: [] },
      {},
    );
    expect(reached.map(({ text }) => text)).toEqual([
      "feeds: reaches photos, which answers every request with the login page; list the paths for programs under skip there",
    ]);
  });
});

describe("what changes", () => {
  const home = { exposure: "private", auth: "oidc", access: ["family"] };

  test.each<[string, Partial<ServicePlan>, object, string[]]>([
    ["nothing", signedOn("family"), home, []],
    ["fewer may", signedOn("family"), { ...home, access: ["family", "friends"] }, []],
    [
      "one more group",
      signedOn("family", "friends"),
      home,
      ["warn: feeds: members of friends can use it from now on; until now only members of family"],
    ],
    [
      "from home to everywhere",
      { ...signedOn("family"), exposure: "public" },
      home,
      ["warn: feeds: everybody can reach it from now on; until now the home could"],
    ],
    ["from everywhere to home", signedOn("family"), { ...home, exposure: "public" }, []],
    [
      "another way to sign on",
      signedOn("family"),
      { ...home, auth: "forwardAuth" },
      [
        "info: feeds: until now its Caddy asks Authentik before each request (forward auth), " +
          "from now on the application asks people to sign in (OpenID Connect)",
      ],
    ],
    [
      "no sign-on any more",
      {},
      home,
      [
        "warn: feeds: until now the application asks people to sign in (OpenID Connect), " +
          "from now on nobody has to sign in: everybody who can reach it can use it",
      ],
    ],
    [
      "a sign-on where there was none",
      signedOn("family"),
      { ...home, auth: "none", access: [] },
      [
        "info: feeds: until now nobody has to sign in, from now on the application asks people to sign in (OpenID Connect)",
      ],
    ],
  ])("%s", (_case, now, before, expected) => {
    expect(said(now, before)).toEqual(expected);
  });

  test.each([undefined, null, "text", { feeds: "text" }, { feeds: { exposure: "public" } }])(
    "%j is no last run, and nothing is said of it",
    (before) => {
      expect(notices({ services: [{ ...feedsPlan, exposure: "private" }], warnings: [] }, before)).toEqual([]);
    },
  );
});
