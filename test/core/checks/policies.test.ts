import { expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { policyWarnings } from "../../../core/checks/policies.ts";
import { secret } from "../../../core/define.ts";
import type { ServiceDefinition } from "../../../core/schema/definition.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { app, complaints, service, settingsComplaints } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const ours = {
  caddy: `docker.io/library/caddy:2@${DIGEST}`,
  envoy: `docker.io/envoyproxy/envoy:1@${DIGEST}`,
  ldap: `ghcr.io/goauthentik/ldap:1@${DIGEST}`,
};
const REGISTRIES = ["docker.io", "ghcr.io/goauthentik"];

const withPolicies = (policies: object, images: object = ours) => parseSettings({ ...settings, policies, images });

const open = service("page", {
  exposure: "public",
  web: { subdomain: "page", port: 80, auth: { none: "a page for guests" } },
});
const inClear = service("page", {
  secrets: { "api-key": "generated" },
  containers: { app: { ...app, env: { API_KEY: secret.env("api-key") } } },
});
const image = (name: string): ServiceDefinition => service("page", { containers: { app: { ...app, image: name } } });

interface Row {
  readonly policy: string;
  readonly of: ServiceDefinition;
  readonly where: string;
}

const rows: readonly Row[] = [
  { policy: "publicWithoutSignIn", of: open, where: "page.web.auth" },
  { policy: "secretInEnvironment", of: inClear, where: "page.containers.app.env.API_KEY" },
  { policy: "floatingTag", of: image("docker.io/example/page:1.0"), where: "page.containers.app.image" },
  { policy: "unlistedRegistry", of: image("quay.io/example/page:1.0"), where: "page.containers.app.image" },
];

const quiet = { publicWithoutSignIn: "off", secretInEnvironment: "off" };
const warningsOf = (one: ServiceDefinition, policies: object) => {
  const given = withPolicies({ ...quiet, registries: REGISTRIES, ...policies });
  return policyWarnings(checkAll(ledger(one), given), given);
};

test.each(rows)("$policy is refused, warned of, or nothing is said", ({ policy, of, where }) => {
  const at = (level: string) => withPolicies({ ...quiet, registries: REGISTRIES, [policy]: level });
  expect(complaints([of], at("refuse")).map((text) => text.split(" | ")[0])).toEqual([where]);
  expect(warningsOf(of, { [policy]: "warn" })).toMatchObject([{ policy, where }]);
  expect(warningsOf(of, { [policy]: "off" })).toEqual([]);
});

test.each<[string, string, ServiceDefinition]>([
  ["a digest does not float", "floatingTag", image(`docker.io/example/page:1.0@${DIGEST}`)],
  ["a name of Docker Hub in any form", "unlistedRegistry", image("index.docker.io/page:1.0")],
  ["as much of the path as is listed", "unlistedRegistry", image("ghcr.io/goauthentik/server:1.0")],
  [
    "at home nobody has to sign in",
    "publicWithoutSignIn",
    service("page", { web: { subdomain: "page", port: 80, auth: { none: "at home" } } }),
  ],
  [
    "a secret that is a file",
    "secretInEnvironment",
    service("page", {
      secrets: { key: "generated" },
      containers: { app: { ...app, env: { KEY_FILE: secret.file("key") } } },
    }),
  ],
  [
    "people who sign in are anonymous until then",
    "publicWithoutSignIn",
    service("auth", {
      exposure: "public",
      web: { subdomain: "auth", port: 80, auth: { none: "people sign in here" } },
    }),
  ],
])("%s", (_case, policy, of) => {
  expect(warningsOf(of, { [policy]: "warn" })).toEqual([]);
});

test("a registry whose name only begins like a listed one is none of them", () => {
  const given = withPolicies({
    unlistedRegistry: "refuse",
    registries: ["docker.io", "ghcr.io/goauth", "ghcr.io/goauthentik"],
  });
  expect(complaints([image("ghcr.io/goauthority/x:1")], given)).toHaveLength(1);
});

test("images of the settings are under the same policies", () => {
  const given = withPolicies({ floatingTag: "refuse" }, { ...ours, caddy: "docker.io/library/caddy:2" });
  expect(complaints([], given)).toEqual([
    "config.images.caddy | docker.io/library/caddy:2 has no digest; the policy floatingTag refuses that | write @sha256:… after its tag",
  ]);
});

test("a policy that lists nothing is a mistake", () => {
  expect(settingsComplaints({ policies: { unlistedRegistry: "warn" } })).toEqual([
    'config.policies.registries | is missing | write registries, such as ["docker.io", "ghcr.io/kozea"]',
  ]);
});

test("an image that is refused already is not refused twice", () => {
  const given = withPolicies({ floatingTag: "refuse" });
  expect(complaints([image("docker.io/example/page")], given)).toHaveLength(1);
});
