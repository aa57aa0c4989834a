import { describe, expect, test } from "@jest/globals";
import { ledger } from "../../core/define.ts";
import { planAll } from "../../core/plan/plan.ts";
import { Problems } from "../../core/problems/problem.ts";
import type { Settings } from "../../core/schema/settings.ts";
import { authentication } from "../../catalog/authentication.ts";
import { unpack } from "../support/plan-files.ts";
import { settings } from "../support/samples.ts";

const withToken: Settings = { ...settings, configSecrets: ["authentication-bootstrap-token", "tlsCaKey"] };

function plan(given: Settings = withToken) {
  const [only] = planAll(ledger(authentication), given).services;
  if (only === undefined) throw new Error("left out");
  return only;
}

/** The values of the units' `Environment=` lines. */
function environment(unit: string): Record<string, string> {
  const lines = (unpack(plan().generation.bundle)[`units/${unit}.container`] ?? "").split("\n");
  const words = lines.filter((line) => line.startsWith("Environment=")).map((line) => line.slice(12));
  return Object.fromEntries(
    words.map((word) => {
      const [name = "", ...value] = word.replaceAll('"', "").split("=");
      return [name, value.join("=")];
    }),
  );
}

const [server, worker, database] = [
  "authentication-0-server",
  "authentication-0-worker",
  "authentication-state-db",
].map(environment);
const secretsOf = (container: string) => plan().generation.manifest.containers[container]?.secrets ?? [];

describe("the authentication service", () => {
  test("is there before anybody can sign in: it waits for no sign-in itself", () => {
    expect(settings.sso.enabled).toBe(false);
    expect(plan()).toMatchObject({ url: "https://auth.home.test", exposure: "public", sso: undefined });
  });

  test("is refused without the token that Pulumi will use", () => {
    const refused = () => plan(settings);
    expect(refused).toThrow(Problems);
    expect(refused).toThrow("pulumi config set --secret authentication-bootstrap-token");
  });

  test("server and worker sign in to the database that stays, by the secret in a file", () => {
    for (const each of [server, worker]) {
      expect(each).toMatchObject({
        AUTHENTIK_POSTGRESQL__HOST: "state",
        AUTHENTIK_POSTGRESQL__PASSWORD: "file:///run/secrets/db-password",
        AUTHENTIK_SECRET_KEY: "file:///run/secrets/secret-key",
      });
    }
    // Names that Authentik uses by itself: https://docs.goauthentik.io/install-config/configuration/
    expect(database).toMatchObject({ POSTGRES_DB: "authentik", POSTGRES_USER: "authentik" });
    for (const container of ["server", "worker"]) {
      const mounted = secretsOf(container).filter(({ type }) => type === "mount");
      expect(mounted.map(({ target }) => target)).toEqual(["db-password", "secret-key"]);
    }
  });

  test("only the worker knows what the first start reads, as the values themselves", () => {
    const values = (container: string) => secretsOf(container).filter(({ type }) => type === "env");
    expect(values("server")).toEqual([]);
    expect(values("worker")).toEqual([
      { secret: "bootstrap-password", type: "env", target: "AUTHENTIK_BOOTSTRAP_PASSWORD" },
      { secret: "bootstrap-token", type: "env", target: "AUTHENTIK_BOOTSTRAP_TOKEN" },
    ]);
  });

  test("server and worker share a pod and no port, and neither listens outside of it", () => {
    const listens = [server, worker].flatMap((each = {}) =>
      Object.entries(each).flatMap(([name, value]) => (name.startsWith("AUTHENTIK_LISTEN__") ? [value] : [])),
    );
    expect(new Set(listens).size).toBe(listens.length);
    for (const address of listens) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test("and no folder for their marks: a pod's containers have one /dev/shm", () => {
    expect([server?.["TMPDIR"], worker?.["TMPDIR"]]).toEqual(["/tmp", "/tmp"]);
  });

  test("answers for the outpost on the names of all services, before and after people sign in", () => {
    const enabled = { ...withToken, sso: { ...withToken.sso, enabled: true } };
    const [before, after] = [withToken, enabled].map((given) => plan(given).generation.bundle);
    expect(after).toBe(before); // switching signing on restarts nothing here
    const outpost = /handle \/outpost\.goauthentik\.io\/\* \{\n\s*reverse_proxy 127\.0\.0\.1:9000\n/;
    expect(unpack(before ?? "")["config/caddy/Caddyfile"]).toMatch(outpost);
  });

  test("runs no Redis", () => {
    expect(Object.keys(plan().generation.manifest.containers)).toEqual(["caddy", "db", "server", "worker"]);
  });
});
