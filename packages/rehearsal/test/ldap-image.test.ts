import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ldapImage } from "../images/apps/ldap.ts";
import { testAuthentik, type Body, type TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { until } from "../../../tools/until.ts";

// The program of the rehearsal's image on this machine's Python, against the stand-in server.

const program = new URL("../images/files/ldap/ldap", import.meta.url).pathname;
const client = new URL("ldap_client.py", import.meta.url).pathname;
const base = "dc=home,dc=test";
const person = (name: string) => `cn=${name},ou=users,${base}`;
const run = promisify(execFile);

let authentik: TestAuthentik;
let outpost: ChildProcess;
let ports = { ldap: 0, health: 0 };
let place = "";
let said = "";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A directory for the members of "family", with an account that may search; gives the outpost's key. */
async function mailDirectory(): Promise<string> {
  const flow = async (slug: string) => (await authentik.first(`/flows/instances/?slug=default-${slug}`))["pk"];
  const flows = {
    authorization_flow: await flow("authentication-flow"),
    invalidation_flow: await flow("provider-invalidation-flow"),
  };
  const provider = await authentik.create("/providers/ldap/", { ...flows, name: "mail-ldap", base_dn: base });
  const application = await authentik.create("/core/applications/", { name: "m", slug: "m", provider: provider["pk"] });
  const role = await authentik.create("/rbac/roles/", { name: "ldap-mail" });
  await authentik.ask("POST", `/rbac/permissions/assigned_by_roles/${String(role["pk"])}/assign/`, {
    permissions: ["authentik_providers_ldap.search_full_directory"],
    model: "authentik_providers_ldap.ldapprovider",
    object_pk: String(provider["pk"]),
  });
  const people: Record<string, Body> = { "ldap-mail": { roles: [role["pk"]] }, family: {} };
  for (const [name, more] of Object.entries(people)) {
    const group = await authentik.create("/core/groups/", { name, ...more });
    await authentik.create("/policies/bindings/", { target: application["pk"], group: group["pk"], order: 0 });
    const username = name === "family" ? "ann" : name;
    await makePerson({ username, groups: [group["pk"]] });
  }
  await makePerson({ username: "bob", groups: [] });
  const body = { name: "homelab-mail-ldap", type: "ldap", providers: [provider["pk"]], config: {} };
  return String((await authentik.create("/outposts/instances/", body))["pk"]);
}

async function makePerson(body: Body): Promise<void> {
  const { pk } = await authentik.create("/core/users/", { name: "A Person", ...body });
  const password = `password of ${String(body["username"])}`;
  await authentik.ask("POST", `/core/users/${String(pk)}/set_password/`, { password });
}

const environment = (settings: Record<string, string>) => ({
  PATH: "/usr/bin:/bin:/usr/local/bin",
  AUTHENTIK_LISTEN__LDAP: `127.0.0.1:${ports.ldap}`,
  AUTHENTIK_LISTEN__METRICS: `127.0.0.1:${ports.health}`,
  ...settings,
});

/** Binds and, with a place to look, searches as the client of the same folder does. */
async function ask(dn: string, password: string, where: readonly string[] = ["", "-"]) {
  const { stdout } = await run("python3", [client, String(ports.ldap), dn, ...where], {
    env: { ...process.env, PASSWORD: password },
  });
  return JSON.parse(stdout) as {
    bind?: number;
    search?: { code: number; entries: Record<string, Record<string, string[]>> };
  };
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "ldap-image-"));
  authentik = await testAuthentik();
  const identifier = `ak-outpost-${await mailDirectory()}-api`;
  const { key } = (await authentik.ask("GET", `/core/tokens/${identifier}/view_key/`)).body;
  writeFileSync(join(place, "token"), String(key));
  ports = { ldap: await freePort(), health: await freePort() };
  const settings = { AUTHENTIK_HOST: authentik.running.url, AUTHENTIK_TOKEN: `file://${place}/token` };
  outpost = spawn("python3", [program], { env: environment(settings), stdio: ["ignore", "ignore", "pipe"] });
  outpost.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const ping = () => fetch(`http://127.0.0.1:${ports.health}/outpost.goauthentik.io/ping`).catch(() => undefined);
  await until("the outpost answers its ping", 40, async () => (await ping())?.status === 204);
  // Its log comes by a pipe, a moment later than what it tells of.
  await until("the outpost says what it serves", 40, () => said.includes("serving "));
}, 60_000);

afterAll(async () => {
  outpost.kill();
  await authentik.stop();
  rmSync(place, { recursive: true });
});

describe("the image that stands in for the LDAP outpost", () => {
  test("has the official image's name, user and ports, and says what it is", () => {
    expect(ldapImage.name).toBe("ghcr.io/goauthentik/ldap:2025.12.1");
    expect(ldapImage.config).toMatchObject({ User: "1000", Entrypoint: ["/ldap"] });
    expect(ldapImage.config.Labels?.["org.opencontainers.image.description"]).toContain("stand-in");
    expect(said).toContain("this image holds no Authentik");
    expect(said).toContain(`serving ${base}`);
  });

  test.each([
    ["no address", {}, "environment variable `AUTHENTIK_HOST` not set"],
    ["no token", { AUTHENTIK_HOST: "http://127.0.0.1:1" }, "environment variable `AUTHENTIK_TOKEN` not set"],
    [
      "a file that is not there",
      { AUTHENTIK_HOST: "http://127.0.0.1:1", AUTHENTIK_TOKEN: "file:///none" },
      "cannot be read",
    ],
  ])("refuses to start with %s", (_what, settings, says) => {
    const { status, stderr } = spawnSync("python3", [program], { env: environment(settings), encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain(says);
  });

  test("a token that is none is tried again, as the real one does it, and nothing is served", async () => {
    const settings = { AUTHENTIK_HOST: authentik.running.url, AUTHENTIK_TOKEN: "x".repeat(60) };
    const refused = spawn("python3", [program], { env: environment(settings), stdio: ["ignore", "ignore", "pipe"] });
    let words = "";
    for await (const text of refused.stderr as AsyncIterable<Buffer>) {
      words += text.toString();
      if (words.includes("retrying")) break;
    }
    refused.kill();
    expect(words).toMatch(/retrying in 3 seconds: .* answers 403/);
    expect(words).not.toContain("serving");
  });

  test.each([
    ["who is in the group", person("ann"), "password of ann", 0],
    ["the account that looks people up", person("ldap-mail"), "password of ldap-mail", 0],
    ["a wrong password", person("ann"), "password of bob", 49],
    ["no password", person("ann"), "", 49],
    ["who is in no group of the application", person("bob"), "password of bob", 50],
    ["nobody that Authentik knows", person("eve"), "password of eve", 49],
    ["a stranger", "", "", 50],
    ["another directory", "cn=ann,ou=users,dc=other", "password of ann", 50],
  ])("%s: bind", async (_who, dn, password, code) => {
    expect(await ask(dn, password)).toEqual({ bind: code });
  });

  test("the account finds a person by name, with groups", async () => {
    const where = [`ou=users,${base}`, "2", "cn", "Ann"];
    const found = await ask(person("ldap-mail"), "password of ldap-mail", where);
    expect(Object.keys(found.search?.entries ?? {})).toEqual([person("ann")]);
    expect(found.search?.entries[person("ann")]).toMatchObject({
      cn: ["ann"],
      displayName: ["A Person"],
      memberOf: [`cn=family,ou=groups,${base}`],
      objectClass: expect.arrayContaining(["user", "inetOrgPerson"]),
    });
  });

  test("who may not search sees oneself alone, and a stranger nobody", async () => {
    const everybody = [base, "2", "objectClass", "user"];
    const own = await ask(person("ann"), "password of ann", everybody);
    expect(Object.keys(own.search?.entries ?? {})).toEqual([person("ann")]);
    expect((await ask("-", "", everybody)).search).toEqual({ code: 50, entries: {} });
    const all = await ask(person("ldap-mail"), "password of ldap-mail", everybody);
    expect(Object.keys(all.search?.entries ?? {})).toEqual(expect.arrayContaining([person("ann"), person("bob")]));
  });

  test("anybody may ask which directories there are", async () => {
    const root = (await ask("-", "", ["", "0"])).search?.entries[""];
    expect(root).toMatchObject({ supportedLDAPVersion: ["3"], namingContexts: expect.arrayContaining([base]) });
  });

  test("no password is in its log", async () => {
    await until("the log tells of the bind", 20, () => said.includes(`bind as ${person("ann")}: 0`));
    expect(said).not.toContain("password of");
  });
});
