import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startAuthentik } from "../authentik/server.ts";
import { groupApplication, providerFlows, testAuthentik, token } from "./authentik-support.ts";
import { scratchFolder } from "./support.ts";

let folder: string;
beforeEach(() => {
  folder = scratchFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  [{ token: "short" }, "the token is none"],
  [{ publicUrl: "auth.home.test" }, '"auth.home.test" is no address'],
])("a start with %j", async (changes, problem) => {
  const options = { port: 0, stateFile: join(folder, "state.json"), log: join(folder, "log"), token, ...changes };
  await expect(startAuthentik(options)).rejects.toThrow(problem);
});

test("the public address is the issuer's and the cookies'", async () => {
  const authentik = await testAuthentik({ publicUrl: "https://auth.home.test/" });
  const flows = await providerFlows(authentik);
  const provider = await authentik.create("/providers/oauth2/", { name: "f", redirect_uris: [], ...flows });
  await groupApplication(authentik, "feeds", provider["pk"]);
  const found = await authentik.visit("/application/o/feeds/.well-known/openid-configuration");
  expect(JSON.parse(found.text)).toMatchObject({
    issuer: "https://auth.home.test/application/o/feeds/",
    token_endpoint: "https://auth.home.test/application/o/token/",
    id_token_signing_alg_values_supported: ["HS256"],
  });
  const body = JSON.stringify({ username: "in" });
  const login = await fetch(`${authentik.running.url}/_stand-in/login`, { method: "POST", body });
  expect(login.headers.getSetCookie()[0]).toContain("; Secure");
  await authentik.stop();
});

test("without one it is the address that was asked, behind a proxy the forwarded one", async () => {
  const authentik = await testAuthentik();
  const provider = await authentik.create("/providers/oauth2/", {
    ...{ name: "f", redirect_uris: [], issuer_mode: "global" },
    ...(await providerFlows(authentik)),
  });
  await groupApplication(authentik, "feeds", provider["pk"]);
  const path = "/application/o/feeds/.well-known/openid-configuration";
  const forwarded = { "x-forwarded-host": "auth.home.test", "x-forwarded-proto": "https" };
  expect(JSON.parse((await authentik.visit(path, forwarded)).text)).toMatchObject({
    issuer: "https://auth.home.test/",
  });
  expect(JSON.parse((await authentik.visit(path)).text)).toMatchObject({ issuer: `${authentik.running.url}/` });
  await authentik.stop();
});
