import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { ledger } from "../../../core/define.ts";
import { planAll } from "../../../core/plan/plan.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { authentication } from "../../../catalog/authentication.ts";
import { contacts } from "../../../catalog/contacts.ts";
import { app, service, web } from "../../support/definitions.ts";
import { unpack } from "../../support/plan-files.ts";
import { acmeSettings, settings as common } from "../../support/samples.ts";

const settings = parseSettings({
  ...common,
  sso: { enabled: true },
  configSecrets: ["authentication-bootstrap-token", "tlsCaKey"],
});
const ldap = { auth: { ldap: {} }, access: ["family"] };
type Told = Readonly<Record<string, unknown>>;
const told = ({ ldap: it }: { ldap: Told }) => ({
  URL: it["url"],
  HOST: it["host"],
  PORT: it["port"],
  BASE: it["baseDn"],
  USERS: it["usersDn"],
  GROUPS: it["groupsDn"],
  BIND: it["bindDn"],
  PASSWORD_FILE: it["passwordFile"],
});
const mail = (change: Told = {}, more: Told = {}) =>
  service("mail", {
    web: web({ subdomain: "mail", ...ldap, ...change }),
    containers: { app: { ...app, env: told } },
    ...more,
  });

function planned(definition = mail(), given = settings) {
  const plan = planAll(ledger(definition, authentication), given).services.find(({ name }) => name === definition.name);
  if (plan === undefined) throw new Error("left out");
  return { plan, files: unpack(plan.generation.bundle), containers: plan.generation.manifest.containers };
}

describe("a service with auth: { ldap }", () => {
  test("tells its application where the directory is and who it is there", () => {
    const [checked] = checkAll(ledger(mail()), settings);
    expect(Object.fromEntries(checked?.containers[0]?.env ?? [])).toEqual({
      URL: "ldap://127.0.0.1:3389",
      HOST: "127.0.0.1",
      PORT: "3389",
      BASE: "dc=home,dc=test",
      USERS: "ou=users,dc=home,dc=test",
      GROUPS: "ou=groups,dc=home,dc=test",
      BIND: "cn=ldap-mail,ou=users,dc=home,dc=test",
      PASSWORD_FILE: "/run/secrets/ldap-password",
    });
    expect(checked?.containers[0]?.secrets.map(({ secret }) => secret)).toEqual(["ldap-password"]);
  });

  test("has the outpost in each slot's pod, on loopback, and nowhere else", () => {
    const { files, containers } = planned(mail({}, { replicas: 2, update: "rolling" }));
    const units = Object.keys(files).filter((path) => path.endsWith("-ldap.container"));
    expect(units).toEqual(["units/mail-0-ldap.container", "units/mail-1-ldap.container"]);
    const unit = files["units/mail-1-ldap.container"] ?? "";
    for (const line of ["LDAP=127.0.0.1:3389", "LDAPS=127.0.0.1:6636", "METRICS=127.0.0.1:9300"])
      expect(unit).toContain(`Environment=AUTHENTIK_LISTEN__${line}\n`);
    expect(files["units/mail-0.pod"]?.match(/PublishPort=.*:(\d+)/g)).toHaveLength(2);
    expect(files["units/mail-0.pod"]).not.toMatch(/3389|6636|9300/);
    expect(Object.keys(containers)).toEqual(["app", "caddy", "ldap"]);
  });

  test("the outpost alone has its token, as a file, and trusts the home's authority", () => {
    const { files, containers, plan } = planned();
    const has = (name: string) => containers[name]?.secrets.map(({ secret, type }) => `${type} ${secret}`);
    expect(has("app")).toEqual(["mount ldap-password"]);
    expect(has("ldap")).toEqual(["mount ldap-outpost-token", "mount ldap-password"]);
    expect(plan.secrets.filter(({ source }) => source.kind === "client").map(({ name }) => name)).toEqual([
      "ldap-outpost-token",
      "ldap-password",
    ]);
    const unit = files["units/mail-0-ldap.container"];
    expect(unit).toContain("Environment=AUTHENTIK_TOKEN=file:///run/secrets/ldap-outpost-token\n");
    expect(unit).toContain("Environment=SSL_CERT_FILE=/homelab-ca/ca.crt\n");
    expect(unit).toContain("Environment=AUTHENTIK_INSECURE=false\n");
    expect(files["config/ldap/homelab-ca/ca.crt"]).toContain("BEGIN CERTIFICATE");
    expect(files["config/app/homelab-ca/ca.crt"]).toBeUndefined();
  });

  test("with a certificate that everybody knows the outpost needs no authority", () => {
    const given = { ...acmeSettings, sso: settings.sso, configSecrets: settings.configSecrets };
    const { files } = planned(mail({}, { exposure: "public" }), given);
    expect(files["units/mail-0-ldap.container"]).not.toContain("SSL_CERT_FILE");
    expect(files["units/mail-0.pod"]).toContain("AddHost=auth.home.test:host-gateway\n");
  });

  test("the outpost does not wait for a database that only the application needs", () => {
    const db = { ...app, stays: true, health: { tcp: 5432, within: "30 seconds" } };
    const { files } = planned(mail({}, { containers: { app, db } }));
    expect(files["units/mail-0-app.container"]).toContain("After=mail-state-db.service\n");
    expect(files["units/mail-0-ldap.container"]).not.toContain("mail-state");
  });

  test("its smoke test knows names and files, and no password", () => {
    expect(planned().plan.smoke?.auth).toEqual({
      kind: "ldap",
      container: "ldap",
      port: 3389,
      bindDn: "cn=ldap-mail,ou=users,dc=home,dc=test",
      passwordFile: "/run/secrets/ldap-password",
    });
  });

  test("a base DN of its own is the one that all names end in", () => {
    const { plan } = planned(mail({ auth: { ldap: { baseDn: "o=home" } } }));
    expect(plan.smoke?.auth).toMatchObject({ bindDn: "cn=ldap-mail,ou=users,o=home" });
    expect(plan.sso?.provider).toMatchObject({ baseDn: "o=home" });
  });
});

test("asking for ldap without it is the definition's problem", () => {
  const definition = mail({ auth: { none: "nobody asks a test" }, access: undefined });
  expect(() => checkAll(ledger(definition), settings)).toThrow("uses ldap of a service without auth: { ldap }");
});

test("templates know the directory too", () => {
  const config = planned(contacts).files["config/app/etc/radicale/config"] ?? "";
  expect(config).toContain("ldap_uri = ldap://127.0.0.1:3389\n");
  expect(config).toContain("ldap_reader_dn = cn=ldap-contacts,ou=users,dc=home,dc=test\n");
});

test("server and outpost are of one release", () => {
  const [checked] = checkAll(ledger(authentication), settings);
  const server = checked?.containers.find(({ name }) => name === "server")?.image ?? "";
  expect(settings.images.ldap.split(":")[1]).toBe(server.split(":")[1]);
});
