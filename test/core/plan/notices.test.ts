import { describe, expect, test } from "@jest/globals";
import { notices } from "../../../core/plan/notices.ts";
import { planService } from "../../../core/plan/plan.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import { feedsPlan } from "../../support/plans.ts";
import { settings, withState } from "../../support/samples.ts";
import { oidcPlan } from "../../support/sso-homelab.ts";

const said = (plan: Partial<ServicePlan>, before?: object): string[] =>
  notices([{ ...feedsPlan, exposure: "private", ...plan }], before === undefined ? {} : { feeds: before }).map(
    ({ level, text }) => `${level}: ${text}`,
  );
const signedOn = (...groups: string[]): Partial<ServicePlan> => ({
  auth: "oidc",
  sso: { ...oidcPlan, access: groups.map((name) => ({ key: name, name })) },
});

describe("what is so", () => {
  test("public without a sign-on, with its reason; private and signed on: nothing", () => {
    expect(said({ exposure: "public", publicReason: "a page for guests" })).toEqual([
      "info: feeds: public without a sign-in: a page for guests",
    ]);
    expect(said({ publicReason: "it is at home" })).toEqual([]);
    expect(said({ exposure: "public", ...signedOn("family") })).toEqual([]);
  });

  test("a plan knows its reason", () => {
    const [text] = notices([planService({ ...withState, exposure: "public" }, settings)], undefined);
    const { auth } = withState.web ?? {};
    expect(text?.text).toMatch(/without a sign-in: \S/);
    expect(text?.text).toContain(auth?.kind === "none" ? auth.reason : "?");
  });

  test("a need that would answer with the sign-on, unless some of its paths are open", () => {
    const needed = { ...feedsPlan, name: "photos", exposure: "private", auth: "forwardAuth" } as const;
    const told = (openPaths: string[]): string[] =>
      notices(
        [
          { ...needed, openPaths },
          { ...feedsPlan, exposure: "private", needs: ["photos"] },
        ],
        {},
      ).map(({ text }) => text);
    expect(told([])).toEqual([
      "feeds: requires photos, which answers every request with the login page; list the paths for programs under skip there",
    ]);
    expect(told(["^/api/"])).toEqual([]);
    const reached = notices([needed, { ...feedsPlan, exposure: "private", reaches: ["photos"] }], {});
    expect(reached.map(({ text }) => text)).toEqual([
      "feeds: reaches photos, which answers every request with the login page; list the paths for programs under skip there",
    ]);
  });

  test("each secret in an environment, never one that is a file", () => {
    const container = (secrets: ServicePlan["generation"]["manifest"]["containers"][string]["secrets"]) => ({
      ...{ role: "application" as const, image: "docker.io/example/app:1.0", within: 30, secrets },
    });
    const containers = {
      app: container([
        { secret: "api-key", type: "env", target: "API_KEY" },
        { secret: "db-password", type: "mount", target: "db-password" },
      ]),
      worker: container([{ secret: "api-key", type: "env", target: "KEY" }]),
    };
    const { generation } = feedsPlan;
    expect(said({ generation: { ...generation, manifest: { ...generation.manifest, containers } } })).toEqual([
      "info: feeds: the secret api-key is in the environment of container app, as API_KEY",
      "info: feeds: the secret api-key is in the environment of container worker, as KEY",
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
      expect(notices([{ ...feedsPlan, exposure: "private" }], before)).toEqual([]);
    },
  );
});
