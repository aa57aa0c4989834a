import { afterEach, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { requireCloudflareToken } from "../../../components/stack/cloudflare-token.ts";
import { feedsPlan, quietPlan } from "../../support/plans.ts";

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

interface Row {
  readonly what: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly says?: RegExp;
}

const check = ({ config = {}, env = {} }: Omit<Row, "what">, plans = [feedsPlan, quietPlan]) => {
  pulumi.runtime.setAllConfig({ ...config });
  requireCloudflareToken(plans, env);
};

test.each<Row>([
  { what: "set", config: { "cloudflare:apiToken": "t" } },
  { what: "another key", config: { "cloudflare:apiKey": "k" } },
  { what: "in the environment", env: { CLOUDFLARE_API_TOKEN: "t" } },
  { what: "nowhere", says: /is not set, but records are wanted by feeds\n/ },
  { what: "empty in the environment", env: { CLOUDFLARE_API_TOKEN: "" }, says: /is not set/ },
])("a token that is $what", ({ says, ...given }) => {
  if (says === undefined) check(given);
  else
    expect(() => {
      check(given);
    }).toThrow(says);
});

test("nobody needs one without records", () => {
  check({}, [quietPlan]);
});
