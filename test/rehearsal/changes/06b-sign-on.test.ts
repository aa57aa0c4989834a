import { beforeAll, describe, expect, test } from "@jest/globals";
import { makePerson } from "../support/authentik.ts";
import { Browser } from "../support/browser.ts";
import { apis } from "../support/cloudflare.ts";
import { host } from "../support/host.ts";
import { original } from "../support/original.ts";
import { leakSearch, secretValues } from "../support/secrets.ts";
import { outputs } from "../support/stack.ts";
import { ask } from "../support/web.ts";

let anna: Browser; // of the family
let otto: Browser; // an administrator, and not of the family
let eve: Browser; // with an account and in no group

beforeAll(async () => {
  anna = await makePerson("anna", ["family"]);
  otto = await makePerson("otto", ["admins"]);
  eve = await makePerson("eve", []);
});

describe("feeds, by OpenID Connect", () => {
  const login = "https://feeds.home.test/oauth2/oidc/redirect";

  test("a stranger is sent to the login, as this client and to come back to this address", async () => {
    const { way, url, body } = await new Browser().visit(login);
    const asked = new URL(way[1] ?? "");
    expect(asked.origin + asked.pathname).toBe("https://auth.home.test/application/o/authorize/");
    expect(asked.searchParams.get("client_id")).toBe("feeds");
    expect(asked.searchParams.get("redirect_uri")).toBe("https://feeds.home.test/oauth2/oidc/callback");
    expect(url).toMatch(/^https:\/\/auth\.home\.test\/if\/flow\/default-authentication-flow\//);
    expect(body).toContain("Log in");
  });

  test("somebody of the family gets an account of their own", async () => {
    const { url, status, body } = await anna.visit(login);
    expect([status, url]).toEqual([200, "https://feeds.home.test/unread"]);
    expect((await anna.visit("https://feeds.home.test/settings")).body).toContain('value="anna"');
    expect(body).not.toContain("oauth2/oidc/redirect");
  });

  test.each([
    ["an administrator who is not of the family", () => otto],
    ["somebody without a group", () => eve],
  ])("%s is refused by Authentik", async (_, who) => {
    const { url, status } = await who().visit(login);
    expect([status, new URL(url).hostname]).toEqual([403, "auth.home.test"]);
    expect((await who().visit("https://feeds.home.test/unread")).url).toBe("https://feeds.home.test/");
  });
});

describe("calendar, by forward auth with the user's header", () => {
  const home = (name: string) => `https://calendar.home.test/${name}/`;

  test("a stranger is sent to the login, whatever they call themselves", async () => {
    const answer = await ask("calendar.home.test", "/anna/", {
      headers: { "X-Remote-User": "anna", X_Remote_User: "anna", "X-Authentik-Username": "anna" },
    });
    expect(answer.status).toBe(302);
    const { origin, pathname, searchParams } = new URL(answer.headers.location ?? "");
    expect(origin + pathname).toBe("https://auth.home.test/application/o/authorize/");
    expect(searchParams.get("redirect_uri")).toMatch(/^https:\/\/calendar\.home\.test\/outpost\.goauthentik\.io\//);
    const { url } = await new Browser().visit(home("anna"));
    expect(new URL(url).hostname).toBe("auth.home.test");
  });

  test("somebody of the family writes an event and reads it back, and nobody else's", async () => {
    expect((await anna.visit("https://calendar.home.test/.web/")).status).toBe(200);
    const event =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:tea\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260102T150000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    await anna.visit(`${home("anna")}home/`, "MKCALENDAR");
    const put = await anna.visit(`${home("anna")}home/tea.ics`, "PUT", event);
    expect([put.status, put.url]).toEqual([201, `${home("anna")}home/tea.ics`]);
    expect((await anna.visit(`${home("anna")}home/tea.ics`)).body).toContain("SUMMARY:Tea");
    expect((await anna.visit(home("otto"))).status).toBe(403);
  });

  test("somebody of no fitting group is refused by the outpost", async () => {
    expect((await otto.visit(home("otto"))).status).toBe(403);
    expect((await eve.visit(home("eve"))).status).toBe(403);
  });
});

describe("metrics, by forward auth for administrators", () => {
  test("an administrator gets in, the family and strangers do not", async () => {
    const page = "https://metrics.home.test/api/v1/query?query=up";
    expect(JSON.parse((await otto.visit(page)).body)).toMatchObject({ status: "success" });
    expect((await anna.visit(page)).status).toBe(403);
    expect(new URL((await new Browser().visit(page)).url).hostname).toBe("auth.home.test");
  });
});

test("the outputs say who has access, for a dashboard", async () => {
  const services = await outputs();
  expect(services["feeds"]).toMatchObject({ auth: "oidc", access: ["family"] });
  expect(services["calendar"]).toMatchObject({ auth: "forwardAuth", access: ["family"] });
  expect(services["metrics"]).toMatchObject({ auth: "forwardAuth", access: ["admins"] });
  expect(services["authentication"]).toMatchObject({ auth: "none", access: [] });
});

test("a client secret is in podman's secret store and encrypted in the stack, and nowhere else", async () => {
  const secret = (await secretValues())["feeds-client-secret"] ?? "";
  expect(secret).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(await host(leakSearch([secret, apis().authentik.token]))).toBe("");
  const preview = await original.pulumi(["preview", "--diff", "--color", "never"]);
  expect(preview.text.includes(secret)).toBe(false);
});
