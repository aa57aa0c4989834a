import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { askSidecar, Sidecars, type Seen } from "../support/sidecars.ts";
import { checked, server as signOn } from "../support/sso-samples.ts";

// The real Caddy with the Caddyfiles of two sidecars; an outpost and an application that write down what they see.

let sidecars: Sidecars | undefined;
let asked: Seen[] = [];
let reached: Seen[] = [];
let papers = 0;
let auth = 0;

/** 200 with a name for a signed-on cookie, 200 without one for a broken outpost, else the way to the login. */
function outpost(incoming: IncomingMessage, response: ServerResponse): void {
  asked.push({ url: incoming.url ?? "", headers: incoming.headers });
  const cookie = incoming.headers.cookie ?? "";
  if (cookie === "ann") response.writeHead(200, { "X-authentik-username": "ann", "X-authentik-groups": "family" });
  else if (cookie === "broken") response.writeHead(200);
  else response.writeHead(302, { location: "https://auth.home.test/login" });
  response.end("outpost");
}

function application(incoming: IncomingMessage, response: ServerResponse): void {
  reached.push({ url: incoming.url ?? "", headers: incoming.headers });
  response.end("application");
}

beforeAll(async () => {
  sidecars = new Sidecars((await ensureValidators()).caddy);
  auth = await sidecars.start(signOn, await sidecars.listen(outpost));
  papers = await sidecars.start(checked, await sidecars.listen(application), auth);
}, 600_000);

afterAll(() => sidecars?.stop());

beforeEach(() => {
  asked = [];
  reached = [];
});

const get = (path: string, headers?: Record<string, string>) => askSidecar(papers, "papers.home.test", path, headers);
const names = (): string[] =>
  reached.flatMap(({ headers }) => Object.keys(headers).filter((key) => /authentik|remote/.test(key)));
const LIES = {
  "X-Authentik-Username": "root",
  X_Authentik_Username: "root",
  "x-authentik-jwt": "made up",
  "X-Remote-User": "root",
  "X_Remote-User": "root",
};
const ADDRESSES = {
  ...{ Forwarded: "for=6.6.6.6", "X-Real-IP": "6.6.6.6", X_Real_IP: "6.6.6.6", "X-Forwarded-For": "6.6.6.6" },
  ...{ X_Forwarded_For: "6.6.6.6", "True-Client-IP": "6.6.6.6", "X-Client-IP": "6.6.6.6" },
  ...{ "CF-Connecting-IP": "6.6.6.6", "X-Cluster-Client-IP": "6.6.6.6", "X-Original-Forwarded-For": "6.6.6.6" },
};

test("a client never says its own address: the application is told the one that the sidecar sees", async () => {
  expect((await get("/public/", ADDRESSES)).status).toBe(200);
  const [seen] = reached;
  expect(JSON.stringify(seen?.headers)).not.toContain("6.6.6.6");
  expect([seen?.headers["x-real-ip"], seen?.headers["x-forwarded-for"]]).toEqual(["127.0.0.1", "127.0.0.1"]);
});

test("the outpost's sign-out page leads to Authentik's own, which ends the sessions", async () => {
  const away = await get("/outpost.goauthentik.io/sign_out", { cookie: "ann" });
  expect(away).toEqual({ status: 302, location: "https://auth.home.test/application/o/papers/end-session/" });
  expect([asked, reached]).toEqual([[], []]);
});

describe("a stranger", () => {
  test("is sent to the login; the outpost is told which service and page were asked for", async () => {
    expect(await get("/files?page=2", LIES)).toEqual({ status: 302, location: "https://auth.home.test/login" });
    expect(reached).toEqual([]);
    expect(asked).toMatchObject([
      {
        url: "/outpost.goauthentik.io/auth/caddy?page=2",
        headers: { host: "papers.home.test", "x-forwarded-host": "papers.home.test", "x-forwarded-uri": "/files?page=2" },
      },
    ]);
    expect(Object.keys(asked[0]?.headers ?? {}).filter((key) => key.includes('authentik'))).toEqual([]);
  });

  test.each(["/api/v1/list", "/public/", "/public/a/../b"])("may ask %s, and is nobody there", async (path) => {
    expect((await get(path, LIES)).status).toBe(200);
    expect([asked, names()]).toEqual([[], []]);
  });

  test.each(["/public/../files", "/public/..%2ffiles", "/files/public/", "//files", "/api/vx/"])(
    "may not ask %s",
    async (path) => {
      expect((await get(path)).status).toBe(302);
      expect(reached).toEqual([]);
    },
  );
});

test("somebody who has signed on is named by the outpost alone", async () => {
  expect((await get("/files", { cookie: "ann", ...LIES })).status).toBe(200);
  expect(names().sort()).toEqual(["x-authentik-groups", "x-authentik-username", "x-remote-user"]);
  expect(reached[0]?.headers).toMatchObject({ "x-authentik-username": "ann", "x-remote-user": "ann" });
});

test("an outpost that lets nobody in particular pass is not believed", async () => {
  expect((await get("/files", { cookie: "broken", ...LIES })).status).toBe(403);
  expect(reached).toEqual([]);
});

test("the outpost's own pages are the outpost's, under the service's name", async () => {
  await get("/outpost.goauthentik.io/callback?code=1");
  expect(asked).toMatchObject([
    { url: "/outpost.goauthentik.io/callback?code=1", headers: { host: "papers.home.test" } },
  ]);
});

test("where people sign in, a name that it does not have gets nothing but the outpost", async () => {
  expect((await askSidecar(auth, "papers.home.test", "/", {}, "auth.home.test")).status).toBe(421);
  expect(asked).toEqual([]);
});
