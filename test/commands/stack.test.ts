import { describe, expect, test } from "@jest/globals";
import { readAccess } from "../../commands/stack.ts";

const TOKEN = "a-token-of-an-administrator";
const plain = (value: string) => ({ value, secret: false });
const full = {
  "homelab:domain": plain("home.test"),
  "homelab:sso": { value: "{}", objectValue: { enabled: true }, secret: false },
  "authentik:url": plain("https://auth.home.test/"),
  "authentik:token": { secret: true },
};

/** Answers as the CLI does, and notes what it was asked. */
function pulumiWith(config: object, asked: string[][] = []) {
  return (args: readonly string[]): string => {
    asked.push([...args]);
    return args[1] === "get" ? `${TOKEN}\n` : JSON.stringify(config);
  };
}

test("the stack's config says it all; the token alone is decrypted", () => {
  const asked: string[][] = [];
  const access = readAccess(pulumiWith(full, asked), ["--stack", "prod"], { AUTHENTIK_TOKEN: "another" });
  expect(access).toEqual({ url: "https://auth.home.test", token: TOKEN, signOn: "https://auth.home.test" });
  expect(asked).toEqual([
    ["config", "--json", "--stack", "prod"],
    ["config", "get", "authentik:token", "--stack", "prod"],
  ]);
});

test("the environment stands in for what the config does not say, and links lead to where people sign on", () => {
  const config = {
    "homelab:domain": plain("home.test"),
    "homelab:sso": { objectValue: { enabled: true, url: "https://login.home.test" }, secret: false },
  };
  const env = { AUTHENTIK_URL: "http://127.0.0.1:9000", AUTHENTIK_TOKEN: TOKEN };
  expect(readAccess(pulumiWith(config), [], env)).toEqual({
    url: "http://127.0.0.1:9000",
    token: TOKEN,
    signOn: "https://login.home.test",
  });
});

describe("what is missing is named", () => {
  test.each<[string, object, RegExp]>([
    ["homelab:domain", {}, /config\.homelab:domain +is not set\n.*pulumi config set domain/],
    ["homelab:sso", { "homelab:domain": plain("home.test") }, /config\.homelab:sso +is not enabled/],
    [
      "homelab:sso.enabled",
      { ...full, "homelab:sso": { objectValue: { enabled: false }, secret: false } },
      /config\.homelab:sso +is not enabled/,
    ],
    ["authentik:url", { ...full, "authentik:url": undefined }, /authentik:url https:\/\/auth\.home\.test/],
    ["authentik:token", { ...full, "authentik:token": undefined }, /config set --secret authentik:token/],
  ])("%s", (_what, config, message) => {
    expect(() => readAccess(pulumiWith(config), [], {})).toThrow(message);
  });

  test("pulumi itself fails", () => {
    expect(() => readAccess(() => undefined, [], {})).toThrow(/the stack's config +cannot be read/);
  });
});
