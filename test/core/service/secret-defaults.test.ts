import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { secret, template } from "../../../core/define.ts";
import type { EnvContext } from "../../../core/schema/env-context.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { filled } from "../../../core/text/secret-text.ts";
import { complaints, web, withApp } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const client = web({ auth: { oidc: { redirectPath: "/cb" } }, access: ["family"] });
const using = (text: unknown, signIn = client) =>
  withApp(
    { env: { PROVIDERS_FILE: secret.file("providers") } },
    { web: signIn, secrets: { providers: template(text as string), key: "generated" } },
  );

/** The text of the secret `providers` as the container gets it. */
function textOf(text: unknown): string {
  const [service] = checkAll(ledger(using(text)), settings);
  const source = service?.secrets.find(({ name }) => name === "providers")?.source;
  if (source?.kind !== "template") throw new Error("no template");
  return filled(source.text, (name) => `<"${name}">`);
}

describe("the text of a template", () => {
  test("by a function has the names of an env function, and secrets beside them", () => {
    const text = ({ oidc, host }: EnvContext) =>
      JSON.stringify({ id: oidc.clientId, secret: "{oidc-client-secret}", url: oidc.discovery, host, key: "{key}" });
    expect(JSON.parse(textOf(text))).toEqual({
      id: "feeds",
      secret: '<"oidc-client-secret">',
      url: "https://auth.home.test/application/o/feeds/.well-known/openid-configuration",
      host: "feeds.home.test",
      key: '<"key">',
    });
  });

  test("may name a secret as a text of env does", () => {
    expect(textOf(`key=${secret.env("key").toString()} {key}`)).toBe('key=<"key"> <"key">');
  });

  test.each<[what: string, text: (names: EnvContext) => unknown, says: string]>([
    [
      "names what the service does not have",
      ({ ldap }) => `${ldap.host} {key}`,
      "uses ldap of a service without auth: { ldap } | leave ldap out, or change auth",
    ],
    [
      "misspells a name",
      ({ oidc }) => `${String((oidc as unknown as Record<string, unknown>)["isuer"])} {key}`,
      "there is no name oidc.isuer | did you mean oidc.issuer?",
    ],
    [
      "returns no text",
      () => 5,
      "the function returns 5, which is not the text of a template | return the text: template(({ oidc }) => `${oidc.clientId}:{oidc-client-secret}`)",
    ],
    [
      "returns an empty text",
      () => "",
      'the function returns "", which is not the text of a template | return the text: template(({ oidc }) => `${oidc.clientId}:{oidc-client-secret}`)',
    ],
  ])("by a function that %s is one problem, and no secret is called unused because of it", (_, text, says) => {
    expect(complaints([using(text)])).toEqual([`feeds.secrets.providers | ${says}`]);
  });
});
