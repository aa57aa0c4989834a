import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { fillTemplate } from "../../../components/service/secret-template.ts";

const values = new Map([
  ["password", pulumi.secret("a/b@c $& d")],
  ["user-name", pulumi.secret("app")],
]);

const filled = (text: string): Promise<string> =>
  new Promise((resolve) => {
    fillTemplate(text, values).apply(resolve);
  });

test.each([
  ["{user-name}:{password}", "app:a/b@c $& d"],
  ["postgres://{user-name}:{password}@state/app", "postgres://app:a%2Fb%40c%20%24%26%20d@state/app"],
  ["{password}{password}", "a/b@c $& da/b@c $& d"],
  ['{"json": 1} {Not-A-Name} {}', '{"json": 1} {Not-A-Name} {}'],
])("%s", async (text, expected) => {
  expect(await filled(text)).toBe(expected);
});

test("the result is a secret even when its parts were none", async () => {
  const result = fillTemplate("plain", new Map());
  expect(await pulumi.isSecret(result)).toBe(true);
});

test("a secret that does not exist is an error of the program: the checks come first", () => {
  expect(() => fillTemplate("{nothing}", values)).toThrow('names the secret "nothing"');
});
