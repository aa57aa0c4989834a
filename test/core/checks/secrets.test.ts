import { expect, test } from "@jest/globals";
import { secret, template } from "../../../core/define.ts";
import { acmeSettings, settings } from "../../support/samples.ts";
import { complaints, service, withApp } from "../../support/definitions.ts";

const use = (name: string) => ({ env: { KEY_FILE: secret.file(name) } });

test.each([
  {
    of: withApp(use("api-key")),
    says: [
      'feeds.secrets.api-key | container app uses it, but it has no source | declare it: secrets: { "api-key": "generated" }',
    ],
  },
  {
    of: withApp({ secrets: ["api-kay"] }, { secrets: { "api-key": "generated" } }),
    says: ["feeds.secrets.api-kay | container app uses it, but it has no source | did you mean api-key?"],
  },
  {
    of: withApp({}, { secrets: { "api-key": "generated" } }),
    says: [
      'feeds.secrets.api-key | no container uses it | give it to a container: env: { …: secret.file("api-key") }, or remove it',
    ],
  },
  {
    of: withApp(use("api-key"), { secrets: { "api-key": "config" } }),
    says: [
      "config.feeds-api-key | is not set, but feeds.secrets.api-key takes its value from it | pulumi config set --secret feeds-api-key",
    ],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("x://{password}@state") } }),
    says: [
      'feeds.secrets.url | its text refers to {password}, which has no source | declare it: secrets: { "password": "generated" }; or write {{password}} where the braces are part of the text',
    ],
  },
  {
    of: withApp(use("b"), { secrets: { a: template("{c}"), b: template("{a}"), c: "generated" } }),
    says: ["feeds.secrets.b | its text refers to {a}, which is a template itself | write the text of a in its place"],
  },
  {
    of: withApp(use("url"), {
      secrets: { url: template("x {db_password} {Db-Password} {nothing.here}"), "db-password": "generated" },
    }),
    says: [
      "feeds.secrets.url | its text refers to {db_password}, which has no source | did you mean db-password; or write {{db_password}} where the braces are part of the text",
      "feeds.secrets.url | its text refers to {Db-Password}, which has no source | did you mean db-password; or write {{Db-Password}} where the braces are part of the text",
      "feeds.secrets.url | its text refers to {nothing.here}, which has no source | write {{nothing.here}} where the braces are part of the text",
    ],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("") } }),
    says: [
      'feeds.secrets.url.text | "" is not the text of a template | write the text between the quotes: template("postgres://app:{db-password}@state/app")',
    ],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("{host} {url.x}") } }),
    says: ["host", "url.x"].map(
      (word) =>
        `feeds.secrets.url | its text refers to {${word}}, which has no source | where it is a name of the service and no secret, write a function: template(({ ${word.split(".")[0] ?? ""} }) => \`…\${${word}}…\`)`,
    ),
  },
  {
    of: withApp(use("constructor"), { secrets: { constructor: "generated" } }),
    says: [],
  },
  {
    of: withApp(use("tls-ca-key"), { secrets: { "tls-ca-key": "generated" } }),
    says: [
      "feeds.secrets.tls-ca-key | is the name of the key that the program gives to the sidecar | choose another name",
    ],
  },
  {
    of: withApp(use("tls-ca-key")),
    says: [
      'feeds.secrets.tls-ca-key | container app uses it, but it has no source | declare it: secrets: { "tls-ca-key": "generated" }',
    ],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("{tls-ca-key}") } }),
    says: [
      'feeds.secrets.url | its text refers to {tls-ca-key}, which has no source | declare it: secrets: { "tls-ca-key": "generated" }; or write {{tls-ca-key}} where the braces are part of the text',
    ],
  },
  {
    of: withApp({ env: { KEY: secret.env("api-key") } }, { secrets: { "api-key": "generated" } }),
    says: [],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("x://{password}@state"), password: "generated" } }),
    says: [],
  },
])("$says", ({ of, says }) => {
  expect(complaints([of])).toEqual(says);
});

test("a secret that config has is fine", () => {
  const definition = withApp(use("api-key"), { secrets: { "api-key": "config" } });
  expect(complaints([definition], { ...settings, configSecrets: ["feeds-api-key", "tlsCaKey"] })).toEqual([]);
});

test("the key of the home's own CA is asked for once, with every service whose certificate it signs", () => {
  const definitions = [service("a"), service("b", { uid: 2002 }), service("c", { uid: 2003, exposure: "public" })];
  const missing =
    "config.tlsCaKey | is not set, but a.secrets.tls-ca-key, b.secrets.tls-ca-key take their value from it";
  const tls = { ...acmeSettings.tls, caCertificate: settings.tls.caCertificate ?? "" };
  expect(complaints(definitions, { ...settings, tls, configSecrets: [] })).toEqual([
    `${missing} | pulumi config set --secret tlsCaKey`,
  ]);
  expect(complaints(definitions)).toEqual([]);
});

test("two services do not share a config key by accident", () => {
  const web = undefined;
  const containers = (name: string) => ({
    app: {
      image: "docker.io/example/app:1.0",
      limits: { memory: "6 MB", cpu: "1%" },
      health: { tcp: 1, within: "1 minute" },
      secrets: [name],
    },
  });
  const one = service("a", { web, secrets: { "b-c": "config" }, containers: containers("b-c") });
  const two = service("a-b", { uid: 2002, web, secrets: { c: "config" }, containers: containers("c") });
  expect(complaints([one, two], { ...settings, configSecrets: ["a-b-c"] })).toEqual([
    "a-b.secrets.c | its config key a-b-c is also that of a.secrets.b-c | rename one of the secrets",
  ]);
});
