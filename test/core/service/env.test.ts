import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { secret } from "../../../core/define.ts";
import type { EnvContext } from "../../../core/schema/env-context.ts";
import { ledger } from "../../../core/service/ledger.ts";
import type { Service } from "../../../core/service/service.ts";
import { app, complaints, service, web, withApp } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

type Names = Readonly<Record<string, unknown>>;
const secrets = { p: "generated" };

function normal(change: Readonly<Record<string, unknown>>, signIn: Readonly<Record<string, unknown>> = web()): Service {
  const [only] = checkAll(ledger(withApp(change, { secrets, web: signIn })), settings);
  if (!only) throw new Error("no service");
  return only;
}

describe("what an env function may not do is a problem of its definition", () => {
  test.each<[what: string, env: (names: never) => unknown, says: string]>([
    [
      "throw",
      () => {
        throw new TypeError("boom\nfix: rm -rf \u001b[31m");
      },
      "the function throws: boom\\u{a}fix: rm -rf \\u{1b}[31m | correct the function; what it is given cannot be changed",
    ],
    [
      "throw what is no Error",
      () => {
        throw Object.create(null);
      },
      "the function throws: something that cannot be read was thrown | correct the function; what it is given cannot be changed",
    ],
    [
      "name what there is not",
      ({ database }: Names) => ({ A: `postgres://${String(database)}` }),
      "there is no name database | use one of service, domain, state, hostLoopback, url, host, hosts, port, oidc, ldap",
    ],
    ["misspell a name", ({ prt }: Names) => ({ A: prt }), "there is no name prt | did you mean port?"],
    [
      "change what it is given",
      ({ hosts }: { hosts: string[] }) => {
        hosts.push("evil.example.org");
        return {};
      },
      "the function throws: Cannot add property 1, object is not extensible | correct the function; what it is given cannot be changed",
    ],
    [
      "name the state pod where nothing stays",
      ({ state }: EnvContext) => ({ R: `redis://${state}` }),
      "uses state, but no container stays | write stays: true in the intended container",
    ],
    [
      "name the host's loopback without a scrape list",
      ({ hostLoopback }: EnvContext) => ({ H: hostLoopback }),
      "uses hostLoopback, but no container has scrapeTargets | leave it out, or add scrapeTargets",
    ],
    [
      "name a sign-on that the service does not have",
      ({ oidc }: EnvContext) => ({ I: oidc.issuer }),
      "uses oidc of a service without auth: { oidc } | leave oidc out, or change auth",
    ],
  ])("%s", (_, env, says) => {
    // Only that: nobody knows which secrets a function that failed would have used.
    expect(complaints([withApp({ env }, { secrets })])).toEqual([`feeds.containers.app.env | ${says}`]);
  });

  test("name the url of a service without web", () => {
    const definition = withApp(
      { health: { tcp: 1, within: "1 minute" }, env: ({ url }: EnvContext) => ({ URL: url }) },
      { web: undefined },
    );
    expect(complaints([definition])).toEqual([
      "feeds.containers.app.env | uses url of a service without web | add web: { … }, or leave url out",
    ]);
  });

  test("return a wrong value: no secret is called unused because of it", () => {
    const env = () => ({ P: secret.file("p"), A: null });
    expect(complaints([withApp({ env }, { secrets })])).toEqual([
      'feeds.containers.app.env.A | null is not a value for an environment | write a text, number or boolean, or secret.file("…"); leave out a variable that has no value',
    ]);
  });

  test("misspell a part of the names of the sign-on", () => {
    const env = ({ oidc }: { oidc: Names }) => ({ A: oidc["isuer"] });
    const signedOn = web({ auth: { oidc: { redirectPath: "/callback" } }, access: ["family"] });
    expect(complaints([withApp({ env }, { web: signedOn })])).toEqual([
      "feeds.containers.app.env | there is no name oidc.isuer | did you mean oidc.issuer?",
    ]);
  });
});

test("an application that does not read the discovery document gets the endpoints that Authentik has for all", () => {
  const env = ({ oidc }: EnvContext) => ({
    AUTH: oidc.authorizeUrl,
    TOKEN: oidc.tokenUrl,
    USER: oidc.userinfoUrl,
    P: secret.file("p"),
  });
  const { containers } = normal({ env }, web({ auth: { oidc: { redirectPath: "/callback" } }, access: ["family"] }));
  expect(containers[0]?.env.filter(([name]) => name !== "P")).toEqual([
    ["AUTH", "https://auth.home.test/application/o/authorize/"],
    ["TOKEN", "https://auth.home.test/application/o/token/"],
    ["USER", "https://auth.home.test/application/o/userinfo/"],
  ]);
});

describe("a secret inside a text", () => {
  test("a file is its path, and the container gets the file", () => {
    const { containers, secrets: known } = normal({
      env: { A: `file://${secret.file("p")}` },
      health: { command: ["check", `--key=${secret.file("p")}`], within: "1 minute" },
    });
    expect(containers[0]?.env).toEqual([["A", "file:///run/secrets/p"]]);
    expect(containers[0]?.secrets).toEqual([{ secret: "p", type: "mount", target: "p" }]);
    expect(known.filter(({ declared }) => declared).map(({ name }) => name)).toEqual(["p"]);
  });

  test.each([["command"], ["entrypoint"]])("a file in a %s", (field) => {
    const { containers } = normal({ [field]: ["serve", `--password-file=${secret.file("p")}`] });
    expect(containers[0]?.secrets).toEqual([{ secret: "p", type: "mount", target: "p" }]);
  });

  test("a value makes the text a secret of its own, in that container's environment", () => {
    const env = { URL: `postgres://app:${secret.env("p")}@state/{app}`, B: JSON.stringify({ token: secret.env("p") }) };
    const { containers, secrets: known } = normal({ env });
    expect(containers[0]?.env).toEqual([]);
    expect(containers[0]?.secrets).toEqual([
      { secret: "app.B", type: "env", target: "B" },
      { secret: "app.URL", type: "env", target: "URL" },
    ]);
    expect(known.filter(({ declared }) => declared)).toEqual([
      {
        name: "app.B",
        source: { kind: "template", text: ['{"token":"', { name: "p", place: "json" }, '"}'] },
        declared: true,
      },
      {
        name: "app.URL",
        source: { kind: "template", text: ["postgres://app:", { name: "p", place: "url" }, "@state/{app}"] },
        declared: true,
      },
      { name: "p", source: { kind: "generated" }, declared: true },
    ]);
  });

  test.each([
    [
      { env: { A: `x ${secret.env("q")}` } },
      'feeds.containers.app.env.A | its text holds secret.env("q"), which has no source | did you mean p?',
    ],
    [
      { env: { A: `x ${secret.env("My Token")}` } },
      'feeds.containers.app.env.A | its text holds secret.env("My Token"), which has no source | name a secret of this service, such as secret.env("db-password")',
    ],
    [
      { command: ["run", `--password=${secret.env("p")}`] },
      'feeds.containers.app.command | contains the value of the secret p, which every process list would show | give the program the file: secret.file("p"); or put the value into env: secret.env("p")',
    ],
  ])("%j", (change, says) => {
    const secrets = { p: "generated" };
    expect(complaints([withApp({ secrets: ["p"], ...change }, { secrets })])).toEqual([says]);
  });

  test("an output of a resource has no value yet", () => {
    const output = "Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value …";
    const fix =
      'write a plain value; put a value that is created elsewhere into the stack\'s config: secrets: { "…": "config" }';
    const problem = "contains an output of a resource, whose value is not known yet";
    expect(complaints([withApp({ env: { A: `x ${output}` }, command: [output] })])).toEqual([
      `feeds.containers.app.env.A | ${problem} | ${fix}`,
      `feeds.containers.app.command | ${problem} | ${fix}`,
    ]);
  });
});

test("what a container does not get wrong is not told of because another cannot be read", () => {
  const containers = { app, broken: { ...app, mounts: { "/data": "db" } } };
  const data = { db: { pool: "safe", quota: "1 GB" } };
  const found = complaints([
    service("feeds", { web: web({ container: "app" }), containers, secrets, data, exposure: "public" }),
  ]);
  expect(found.map((each) => each.split(" | ")[0])).toEqual([
    "feeds.containers.broken.mounts",
    "feeds.containers.broken.health.port",
  ]);
});
