import { expect, test } from "@jest/globals";
import { secret, template } from "../../../core/define.ts";
import { settings } from "../../support/samples.ts";
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
    says: [
      "feeds.secrets.api-kay | container app uses it, but it has no source | did you mean api-key?",
      'feeds.secrets.api-key | nothing uses it | give it to a container: env: { …: secret.file("api-key") }, or remove it',
    ],
  },
  {
    of: withApp(use("api-key"), { secrets: { "api-key": "config" } }),
    says: ["feeds.secrets.api-key | config has no feeds-api-key | pulumi config set --secret feeds-api-key"],
  },
  {
    of: withApp(use("url"), { secrets: { url: template("x://{password}@state") } }),
    says: [
      'feeds.secrets.url | its template names {password}, which has no source | declare it: secrets: { "password": "generated" }',
    ],
  },
  {
    of: withApp(use("b"), { secrets: { a: template("{c}"), b: template("{a}"), c: "generated" } }),
    says: ["feeds.secrets.b | its template names {a}, which is a template itself | write the text of a out"],
  },
  {
    of: withApp(use("tls-ca-key"), { secrets: { "tls-ca-key": "generated" } }),
    says: [
      "feeds.secrets.tls-ca-key | is the name of the key that the program itself gives to the sidecar | choose another name",
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
  expect(complaints([definition], { ...settings, configSecrets: ["feeds-api-key"] })).toEqual([]);
});

test("two services do not share a config key by accident", () => {
  const web = undefined;
  const containers = (name: string) => ({
    app: {
      image: "docker.io/example/app:1.0",
      limits: { memory: "1 MB", cpu: "1%" },
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
