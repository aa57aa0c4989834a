import { expect } from "@jest/globals";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import * as cf from "../../packages/stand-ins/test/cloudflare-support.ts";
import { setFaults } from "../../packages/stand-ins/test/support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { objectsAt, servedBy } from "./sso-support.ts";

/** Said each time, because `-c` stays in the stack's config. */
const usual = { subdomains: {}, domain: "home.test", access: "family", groups: [] };

/** sso-program with records, both APIs, and what has to be true of them after an `up`. */
export class BothApis {
  readonly stack = new EngineStack({
    ...{ program: "test/engine/sso-program", seconds: 250 },
    links: ["sdks", "clients", "components", "contract", "core", "templates"],
  });
  /** The services; tests add to it. */
  readonly kinds: Record<string, "oidc" | "forwardAuth"> = {};
  /** Further settings of the program, by key. */
  settings: Readonly<Record<string, string | object>> = {};
  /** Replaces parts of homelab:dns. */
  dns: Readonly<Record<string, unknown>> = {};
  #authentik: TestAuthentik | undefined;
  #cloudflare: cf.TestCloudflare | undefined;

  get authentik(): TestAuthentik {
    if (this.#authentik === undefined) throw new Error("not started");
    return this.#authentik;
  }

  get cloudflare(): cf.TestCloudflare {
    if (this.#cloudflare === undefined) throw new Error("not started");
    return this.#cloudflare;
  }

  async start(): Promise<void> {
    this.#authentik = await testAuthentik();
    this.#cloudflare = await cf.testCloudflare();
    const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: this.authentik.running.url };
    expect(await this.stack.start({ env })).toMatchObject({ code: 0 });
  }

  async stop(): Promise<void> {
    await Promise.all([this.#authentik?.stop(), this.#cloudflare?.stop()]);
    this.stack.stop();
  }

  up(): Promise<PulumiResult> {
    const dns = { zone: cf.zone.name, zoneId: cf.zone.id, target: { a: "203.0.113.10" }, ...this.dns };
    const own = Object.entries({ ...usual, kinds: this.kinds, dns, ...this.settings }).map(([key, value]) => [
      key.includes(":") ? key : `sso-test:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const address = { "cloudflare:baseUrl": this.cloudflare.running.baseUrl, "cloudflare:apiToken": cf.token };
    const all = { ...address, ...(Object.fromEntries(own) as Record<string, string>) };
    const words = Object.entries(all).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    return this.stack.pulumi("up", "--yes", "--skip-preview", ...words);
  }

  async works(): Promise<void> {
    const { code, all } = await this.up();
    expect({ code, said: code === 0 ? "" : all }).toEqual({ code: 0, said: "" });
  }

  /** An `up` that ends in an error which says these words. */
  async fails(...says: readonly RegExp[]): Promise<PulumiResult> {
    const result = await this.up();
    expect(result.code).not.toBe(0);
    for (const words of says) expect(result.all).toMatch(words);
    return result;
  }

  /** Nothing is missing at the APIs, and nothing is left over. */
  async exact(hosts = Object.keys(this.kinds).map((name) => `${name}.home.test`)): Promise<void> {
    const names = Object.keys(this.kinds).sort();
    const of = (kind: string) => names.filter((name) => this.kinds[name] === kind);
    const at = async (path: string, key: string) =>
      (await objectsAt(this.authentik, path)).map((one) => String(one[key])).sort();
    expect(await at("/core/applications/", "slug")).toEqual(names);
    expect(await at("/providers/oauth2/", "name")).toEqual(of("oidc").map((name) => `${name}-oidc`));
    expect(await at("/providers/proxy/", "name")).toEqual(of("forwardAuth").map((name) => `${name}-forward-auth`));
    const bindings = await objectsAt(this.authentik, "/policies/bindings/");
    expect(bindings.filter(({ group }) => group !== null)).toHaveLength(names.length);
    expect(await servedBy(this.authentik)).toEqual(of("forwardAuth"));
    const { result } = await this.cloudflare.ask("GET", cf.recordsPath);
    expect((result as { name: string }[]).map(({ name }) => name).sort()).toEqual([...hosts].sort());
  }

  async authentikFails(fault: object): Promise<void> {
    expect(await setFaults(this.authentik.running.url, { ...fault })).toMatchObject({ status: 200 });
  }

  async cloudflareFails(fault: object): Promise<void> {
    expect(await setFaults(this.cloudflare.running.url, { ...fault })).toMatchObject({ status: 200 });
  }
}
