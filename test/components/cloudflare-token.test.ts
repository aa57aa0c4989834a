import { afterEach, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { requireCloudflareToken } from "../../components/cloudflare-token.ts";
import { feedsPlan, quietPlan } from "../support/plans.ts";

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

interface Row {
  readonly what: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly encrypted?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says?: RegExp;
}

const KEY = "cloudflare:apiToken";

const check = ({ config = {}, encrypted, env = {} }: Omit<Row, "what">, plans = [feedsPlan, quietPlan]) => {
  pulumi.runtime.setAllConfig({ ...config });
  requireCloudflareToken(plans, encrypted, env);
};

test.each<Row>([
  { what: "encrypted", config: { [KEY]: "t" }, encrypted: [KEY] },
  { what: "set, and nobody says how it is stored", config: { [KEY]: "t" } },
  { what: "another key, encrypted", config: { "cloudflare:apiKey": "k" }, encrypted: ["cloudflare:apiKey"] },
  { what: "in the environment", env: { CLOUDFLARE_API_TOKEN: "t" }, encrypted: [] },
  { what: "in clear", config: { [KEY]: "t" }, encrypted: [], says: /config\.cloudflare:apiToken +is stored in clear/ },
  { what: "nowhere", encrypted: [], says: /is not set, but records are wanted by feeds\n/ },
  { what: "empty in the environment", env: { CLOUDFLARE_API_TOKEN: "" }, says: /is not set/ },
])("a token that is $what", ({ says, ...given }) => {
  if (says === undefined) check(given);
  else
    expect(() => {
      check(given);
    }).toThrow(says);
});

test("nobody needs one without records", () => {
  check({ encrypted: [] }, [quietPlan]);
});

test("a token is never shown", () => {
  expect(() => {
    check({ config: { [KEY]: "s3cret" }, encrypted: [] });
  }).not.toThrow(/s3cret/);
});
