import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { planHost } from "../../core/plan/host-plan.ts";
import { rolloutSpec } from "../../core/plan/rollout.ts";
import { secretsSpec } from "../../core/plan/secrets.ts";
import { smokeSpec } from "../../core/plan/smoke.ts";
import { AUTH_KINDS } from "../../core/schema/auth/kinds.ts";
import { expectGolden } from "../support/golden.ts";
import { planFiles } from "../support/plan-files.ts";
import { housePlans } from "../support/house.ts";
import { settings as samples } from "../support/samples.ts";

// One example of every spec, as this side sends it. The toolkit's tests apply them with the nouns themselves.

const EXAMPLES = join(import.meta.dirname, "../../contract/examples");
const caCertificate = readFileSync(join(import.meta.dirname, "authority.crt"), "utf8");
const settings = { ...samples, tls: { mode: "internal", caCertificate } as const };
const deployed = { generation: "0123456789abcdef", deploy: "2026-11-20T21:04:11Z-7f3a" };
const plans = housePlans(settings);

function plan(name: string) {
  const found = plans.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the house has no ${name}`);
  const files = planFiles(found);
  const spec = (noun: string): string => files[`specs/${noun}`] ?? "";
  return { ...found, spec, smokeSpec: found.smoke === undefined ? "" : smokeSpec(found.smoke, deployed) };
}

test("one of every noun", () => {
  const feeds = plan("feeds");
  const names = feeds.secrets.map(({ name }) => name);
  const { baseSpec, ingressSpec } = planHost(settings);
  expectGolden(
    "specs",
    {
      host: baseSpec,
      ingress: ingressSpec,
      user: feeds.spec("user"),
      dataset: feeds.spec("dataset-db"),
      secrets: secretsSpec(feeds.uid, Object.fromEntries(names.map((name) => [name, `"${name}"\n=%$ä`]))),
      quadlets: feeds.generation.bundle,
      rollout: rolloutSpec(feeds, Object.fromEntries(names.map((name) => [name, "0123456789ab"]))),
      route: feeds.spec("route"),
      "route-private": plan("metrics").spec("route"),
      "smoke-oidc": feeds.smokeSpec,
      "smoke-forwardAuth": plan("calendar").smokeSpec,
      "smoke-ldap": plan("contacts").smokeSpec,
      "smoke-none": plan("authentication").smokeSpec,
    },
    EXAMPLES,
  );
});

test("every kind of sign-in has an example of a smoke test, which is of the kind that its name says", () => {
  const kinds = ["feeds", "calendar", "contacts", "authentication"].map((name) => plan(name).auth);
  expect(kinds).toEqual(["oidc", "forwardAuth", "ldap", "none"]);
  expect(AUTH_KINDS).toEqual(kinds);
});
