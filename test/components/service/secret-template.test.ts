import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { fillTemplate } from "../../../components/service/secret-template.ts";
import { cutAtBraces, secretText } from "../../../core/text/secret-text.ts";

const values = new Map([
  ["password", pulumi.secret("a/b@c $& d")],
  ["user-name", pulumi.secret("app")],
]);

const text = (written: string) => secretText(cutAtBraces(written));

const filled = (written: string): Promise<string> =>
  new Promise((resolve) => {
    fillTemplate(text(written), values).apply(resolve);
  });

test.each([
  ["{user-name}:{password}", "app:a/b@c $& d"],
  ["postgres://{user-name}:{password}@state/app", "postgres://app:a%2Fb%40c%20%24%26%20d@state/app"],
])("%s", async (written, expected) => {
  expect(await filled(written)).toBe(expected);
});

test("the result is a secret even when its parts were none", async () => {
  expect(await pulumi.isSecret(fillTemplate(text("plain"), new Map()))).toBe(true);
});

test("a secret that does not exist is an error of the program: the checks come first", () => {
  expect(() => fillTemplate(text("{nothing}"), values)).toThrow('names the secret "nothing"');
});
