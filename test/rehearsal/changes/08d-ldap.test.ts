import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makePerson, objectsHeld, passwordOf, type Held } from "../support/authentik.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { leakSearch, secretValues } from "../support/secrets.ts";
import { outputs } from "../support/stack.ts";
import { ask } from "../support/web.ts";

/** What an address book answers to a name and a password. */
const asked = async (name: string, password: string): Promise<number> => {
  const book = { method: "PROPFIND", user: `${name}:${password}`, headers: { depth: "0" } };
  return (await ask("contacts.home.test", `/${name}/`, book)).status;
};

describe("contacts joins the list of services, with people signing on by LDAP", () => {
  const program = new Program("house-with-contacts");
  let before: Readonly<Record<string, readonly Held[]>>;
  let others: readonly string[];
  afterAll(() => {
    program.remove();
  });
  beforeAll(async () => {
    before = await objectsHeld();
    others = await Promise.all(["authentication", "feeds", "calendar", "metrics"].map(invocations));
  });

  test("one up makes it whole, smoke test included, and touches nobody else", async () => {
    const up = await program.up();
    expect(up.text.slice(-2000)).toContain("created");
    expect(up.code).toBe(0);
    expect((await outputs())["contacts"]).toMatchObject({ auth: "ldap", access: ["family"] });
    expect(await Promise.all(["authentication", "feeds", "calendar", "metrics"].map(invocations))).toEqual(others);
    expect(await host("homelab smoke contacts --json")).toContain('"auth"');
  });

  test("somebody of the family is let in by their password, and by no other; a stranger and others are not", async () => {
    await makePerson("anna", ["family"]);
    await makePerson("eve", []);
    expect(await asked("anna", passwordOf("anna"))).toBe(207);
    expect(await asked("anna", "wrong")).toBe(401);
    expect(await asked("eve", passwordOf("eve"))).toBe(401);
    expect((await ask("contacts.home.test", "/anna/", { method: "PROPFIND" })).status).toBe(401);
  });

  test("its token and its account's password are secrets", async () => {
    const secrets = Object.entries(await secretValues()).filter(([name]) => name.startsWith("contacts-ldap-"));
    expect(secrets.map(([name]) => name).sort()).toEqual(["contacts-ldap-password", "contacts-ldap-token"]);
    expect(await host(leakSearch(secrets.map(([, value]) => value)))).toBe("");
  });

  test("decommissioned, it leaves Authentik as it was before, and the others as they are", async () => {
    const taken = ["destroy", "-t", "**::contacts", "--target-dependents", "--yes", "--color", "never"];
    expect((await program.pulumi(taken)).code).toBe(0);
    expect(await objectsHeld()).toEqual(before);
    expect(await host("cat /var/lib/homelab/uids")).toContain("2005 contacts");
    expect(await Promise.all(["authentication", "feeds", "calendar", "metrics"].map(invocations))).toEqual(others);
    expect((await original.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
  });
});
