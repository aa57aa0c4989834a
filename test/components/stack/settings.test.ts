import { afterEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { encryptedKeys, explain, stackSettings } from "../../../components/stack/settings.ts";
import { Problems } from "../../../core/problems/problem.ts";

const HOST = { name: "home", address: "192.0.2.7", hostKey: "ssh-ed25519 AAAATEST", pools: { safe: "2 TB" } };

const DNS = { zone: "example.org", zoneId: "0123456789abcdef0123456789abcdef", target: { a: "203.0.113.10" } };

const CONFIG: Record<string, string> = {
  "homelab:domain": "example.org",
  "homelab:host": JSON.stringify(HOST),
  "homelab:tls": JSON.stringify({ mode: "acme", email: "me@example.org" }),
  "homelab:dns": JSON.stringify(DNS),
  "homelab:lan": '["192.168.7.0/24"]',
  "homelab:feeds-api-key": "s3cret",
  "homelab:photos-token": "other",
  "pulumi:tags": "{}",
};

const ENCRYPTED = ["homelab:feeds-api-key", "homelab:photos-token"];

const read = (config: Record<string, string>, encrypted: string[] | undefined = ENCRYPTED) => {
  pulumi.runtime.setAllConfig(config);
  const { settings, problems } = stackSettings(new pulumi.Config("homelab"), encrypted);
  if (problems.length > 0) throw new Problems(problems, "settings");
  return settings;
};

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

describe("stackSettings", () => {
  test("hands core the config as plain data, and of secrets the names", () => {
    expect(read(CONFIG)).toMatchObject({
      domain: "example.org",
      host: { ...HOST, port: 22, user: "root", pools: { safe: expect.anything() as unknown } },
      tls: { mode: "acme", email: "me@example.org" },
      dns: DNS,
      lan: ["192.168.7.0/24"],
      configSecrets: ["feeds-api-key", "photos-token"],
    });
  });

  test.each([
    ["no config", {}, "config.domain"],
    ["a text where an object belongs", { ...CONFIG, "homelab:host": "home" }, "config.host"],
    ["a text where a list belongs", { ...CONFIG, "homelab:lan": "192.168.7.0/24" }, "config.lan"],
    ["an object that is no JSON", { ...CONFIG, "homelab:tls": "{mode: acme" }, "config.tls"],
  ])("%s is a problem with a place", (_, config, place) => {
    expect(() => read(config)).toThrow(Problems);
    expect(() => read(config)).toThrow(place);
  });
});

describe("a secret in clear text", () => {
  test("is a problem, beside all others", () => {
    const config = Object.fromEntries(Object.entries(CONFIG).filter(([key]) => key !== "homelab:domain"));
    expect(() => read(config, ["homelab:photos-token"])).toThrow(
      /^error: 2 problems in settings[\s\S]* config\.domain [\s\S]* config\.feeds-api-key .*stored in plain text/,
    );
  });

  test.each([
    ["cloudflare:apiToken", "Cloudflare"],
    ["cloudflare:apiKey", "Cloudflare"],
    ["cloudflare:apiUserServiceKey", "Cloudflare"],
    ["authentik:token", "Authentik"],
  ])("is a problem under %s too, and is not shown", (key, giver) => {
    const config = { ...CONFIG, [key]: "gr4nted" };
    const refused = (): unknown => read(config, ["homelab:feeds-api-key"]);
    expect(refused).toThrow(
      new RegExp(
        `^error: 2 problems in settings[\\s\\S]*config\\.photos-token [\\s\\S]*config\\.${key} +is stored in plain text\n +fix: create a new one at ${giver}, then: pulumi config set --secret ${key}`,
      ),
    );
    expect(refused).not.toThrow(/gr4nted/);
    expect(read(config, [...ENCRYPTED, key])).toMatchObject({ domain: "example.org" });
  });

  test("cannot be seen by a program that is not told", () => {
    expect(encryptedKeys({})).toBeUndefined();
    expect(encryptedKeys({ PULUMI_CONFIG_SECRET_KEYS: '["homelab:a"]' })).toEqual(["homelab:a"]);
  });
});

describe("explain", () => {
  const problems = new Problems([{ where: "feeds.uid", problem: "2003 belongs to news", fix: "take 2004" }]);

  test("shows a person's mistakes as they are, without a stack", () => {
    const run = () =>
      explain(() => {
        throw problems;
      });
    expect(run).toThrow(pulumi.RunError);
    // The CLI puts "error: " before it.
    expect(run).toThrow(/^1 problem in services, nothing was changed\n/);
  });

  test("leaves an error of the program alone", () => {
    const bug = new TypeError("undefined is not a function");
    expect(() =>
      explain(() => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});
