import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { stopApis } from "../../../packages/stand-ins/start.ts";
import { apisFolder } from "../../../packages/rehearsal/host/snapshots.ts";
import { startStandIns } from "../../../packages/rehearsal/host/stand-ins.ts";
import { makePerson, objectsHeld, servedByOutpost, type Held } from "../support/authentik.ts";
import type { Browser } from "../support/browser.ts";
import { breakApi, mendApis, recordsHeld } from "../support/cloudflare.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { secretValues } from "../support/secrets.ts";
import { ask, rehearsalHost } from "../support/web.ts";

let anna: Browser;
let otto: Browser;

beforeAll(async () => {
  anna = await makePerson("anna", ["family"]);
  otto = await makePerson("otto", ["admins"]);
});

const providers = ({ oauth2 = [], proxy = [] }: Readonly<Record<string, readonly Held[]>>): string[] =>
  [...oauth2, ...proxy].map(({ name }) => String(name)).sort();

describe("metrics goes from forward auth to OpenID Connect", () => {
  const program = new Program().edit(
    "catalog/metrics.ts",
    "auth: { forwardAuth: {} }",
    'auth: { oidc: { redirectPath: "/cb" } }',
  );
  afterAll(() => {
    program.remove();
  });

  test("the preview says what that means for people", async () => {
    const preview = await program.pulumi(["preview", "--color", "never"]);
    expect(preview.code).toBe(0);
    expect(preview.text).toContain(
      "metrics: until now its Caddy asks Authentik before each request (forward auth), " +
        "from now on the application asks people to sign in (OpenID Connect)",
    );
  });

  test("up leaves nothing of the old one behind", async () => {
    const up = await program.up();
    expect(up.text.slice(-2000)).toContain("updated");
    expect(up.code).toBe(0);
    expect(providers(await objectsHeld())).toEqual(["calendar-forward-auth", "feeds-oidc", "metrics-oidc"]);
    expect(await servedByOutpost()).toEqual(["calendar"]);
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(200);
  });

  test("and back again", async () => {
    const up = await original.up();
    expect(up.code).toBe(0);
    expect(providers(await objectsHeld())).toEqual(["calendar-forward-auth", "feeds-oidc", "metrics-forward-auth"]);
    expect(await servedByOutpost()).toEqual(["calendar", "metrics"]);
    expect((await otto.visit("https://metrics.home.test/-/ready")).status).toBe(200);
  });
});

describe("a new client secret for feeds", () => {
  const program = new Program().edit(
    "packages/rehearsal/stack/stack.ts",
    "{ enabled: true }",
    '{ enabled: true, rotate: { feeds: "2" } }',
  );
  afterAll(() => {
    program.remove();
  });

  test("restarts feeds and nothing else, and people sign in with it", async () => {
    const before = await secretValues();
    const units = await Promise.all(["authentication", "calendar", "metrics"].map(invocations));
    const feeds = await invocations("feeds");
    const up = await program.up();
    expect(up.code).toBe(0);
    const after = await secretValues();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(["feeds-client-secret"]);
    expect(await Promise.all(["authentication", "calendar", "metrics"].map(invocations))).toEqual(units);
    const changed = (await invocations("feeds")).split("\n").filter((line) => !feeds.includes(line));
    expect(changed.map((line) => /Id=(\S+)/.exec(line)?.[1])).toEqual(["feeds-0-app.service", "feeds-1-app.service"]);
    const visit = await anna.visit("https://feeds.home.test/oauth2/oidc/redirect");
    expect(visit.url).toBe("https://feeds.home.test/unread");
  });
});

describe("an API that fails in the middle of an up", () => {
  const tile = new Program().edit("catalog/metrics.ts", 'name: "Metrics"', 'name: "Numbers"');
  const open = new Program().edit("catalog/metrics.ts", 'exposure: "private"', 'exposure: "public"');
  const tileName = async (): Promise<unknown> =>
    (await objectsHeld())["applications"]?.find(({ slug }) => slug === "metrics")?.["name"];
  afterAll(async () => {
    await mendApis();
    tile.remove();
    open.remove();
  });

  test("Authentik answers 500 twice: it is asked again, in the same up; nothing restarts", async () => {
    const units = await invocations("metrics");
    await breakApi("authentik", { kind: "status", status: 500, times: 2, method: "PUT" });
    expect((await tile.up()).code).toBe(0);
    expect(await tileName()).toBe("Numbers");
    expect(await invocations("metrics")).toBe(units);
  });

  test("both are down: an up changes nothing, says so, and services keep running", async () => {
    const units = await invocations("metrics");
    await stopApis(apisFolder(rehearsalHost().dir));
    const up = await original.up();
    // Sign-on with a session needs Authentik's outpost; the application itself goes on.
    expect(await host("homelab exec metrics app -- wget -qO- http://127.0.0.1:9090/-/ready")).toContain("Ready");
    await startStandIns(rehearsalHost().dir);
    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/metrics-app: Authentik did not answer.*\n.*fix: /);
    expect(await invocations("metrics")).toBe(units);
    expect((await original.up()).code).toBe(0);
    expect(await tileName()).toBe("Metrics");
  });

  test("Cloudflare says 429: the record is made a little later, in the same up", async () => {
    await breakApi("cloudflare", { kind: "status", status: 429, retryAfter: 1, times: 2, method: "POST" });
    expect((await open.up()).code).toBe(0);
    expect((await recordsHeld()).map(({ name }) => name)).toContain("metrics.home.test");
  });

  test("with everything as it was, nothing is left over", async () => {
    expect((await original.up()).code).toBe(0);
    expect((await recordsHeld()).map(({ name }) => name)).not.toContain("metrics.home.test");
    expect(providers(await objectsHeld())).toEqual(["calendar-forward-auth", "feeds-oidc", "metrics-forward-auth"]);
    expect((await original.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
  });
});
