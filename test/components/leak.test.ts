import { beforeAll, expect, test } from "@jest/globals";
import { CONFIG, homelab } from "../support/homelab.ts";
import { generatedPassword, record, type Recorded } from "../support/recorder.ts";
import { secretInside, withoutSecrets } from "../support/secret-wrapper.ts";

const API_KEY = CONFIG["homelab:feeds-api-key"];
const PASSWORD = generatedPassword("feeds-generated-db-password");
const FORMS = [API_KEY, encodeURIComponent(API_KEY), PASSWORD].flatMap((value) => [
  value,
  Buffer.from(value).toString("base64").replace(/=+$/, ""),
]);

let resources: Recorded[] = [];

beforeAll(async () => {
  resources = await record(homelab, { config: CONFIG });
});

test("no secret stands outside a secret's wrapper", () => {
  const clear = JSON.stringify(resources.map(({ inputs }) => withoutSecrets(inputs, "hide")));
  expect(FORMS.filter((form) => clear.includes(form))).toEqual([]);
});

test("inside one, they stand in the secrets' stdin alone", () => {
  const holders = resources.flatMap(({ name, inputs }) =>
    Object.keys(inputs)
      .filter((key) => FORMS.some((form) => holds(inputs[key], form)))
      .map((key) => `${name}.${key}`),
  );
  expect(holders).toEqual(["feeds-secrets.stdin"]);
});

const holds = (value: unknown, form: string): boolean =>
  JSON.stringify(withoutSecrets(value as string, "reveal") ?? null).includes(form);

test("the secrets' spec: sorted, one JSON text a line, encoded in URLs", () => {
  const stdin = secretInside(resources.find(({ name }) => name === "feeds-secrets")?.inputs["stdin"]);
  expect(stdin).toBe(
    [
      "uid=2003",
      `secret.api-key=${JSON.stringify(API_KEY)}`,
      `secret.db-password=${JSON.stringify(PASSWORD)}`,
      `secret.db-url=${JSON.stringify(`postgres://app:${PASSWORD}@state/app?key=${encodeURIComponent(API_KEY)}`)}`,
      "",
    ].join("\n"),
  );
});

test("revisions are in the open: a preview can show which secret restarts a service", () => {
  const rollout = resources.find(({ name }) => name === "feeds-rollout")?.inputs ?? {};
  expect(typeof rollout["stdin"]).toBe("string");
  expect(rollout["update"]).toBe(
    "/var/lib/homelab/toolkit/current/homelab rollout apply feeds --applied=2026-11-20T21:04:11.000Z,2026-11-20T21:04:11.000Z",
  );
});
