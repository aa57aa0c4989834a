import { rmSync } from "node:fs";
import { join } from "node:path";
import { startAuthentik } from "../authentik/server.ts";
import type { AuthentikOptions } from "../authentik/server.ts";
import type { RunningApi } from "../server/http.ts";
import { scratchFolder } from "./support.ts";

/** The administrator's token; made up. */
export const token = "t".repeat(60);

/** One object or list on the wire. */
export type Body = Record<string, unknown>;

/** An answer, its body read. */
export interface Asked {
  readonly status: number;
  readonly body: Body;
}

/** A redirect, followed by nobody. */
export interface Visited {
  readonly status: number;
  /** Where a redirect leads; "" when it is none. */
  readonly location: string;
  /** The cookies it sets, ready for a Cookie header. */
  readonly cookies: string;
  readonly headers: Headers;
  readonly text: string;
}

/** An Authentik stand-in for tests, and what an ordinary client of it does. */
export interface TestAuthentik {
  readonly running: RunningApi;
  readonly options: AuthentikOptions;
  /** Asks the API; the path is below /api/v3. */
  ask(method: string, path: string, body?: unknown): Promise<Asked>;
  /** Creates an object and gives it. */
  create(path: string, body: Body): Promise<Body>;
  /** The first object of a list. */
  first(path: string): Promise<Body>;
  /** Asks as a browser that follows nothing. */
  visit(path: string, headers?: Record<string, string>): Promise<Visited>;
  /** Logs a user in and gives its cookie. */
  login(username: string): Promise<string>;
  stop(): Promise<void>;
}

async function visit(url: string, headers: Record<string, string> = {}): Promise<Visited> {
  const answer = await fetch(url, { headers, redirect: "manual" });
  const cookies = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  return {
    status: answer.status,
    location: answer.headers.get("location") ?? "",
    cookies: cookies.join("; "),
    headers: answer.headers,
    text: await answer.text(),
  };
}

async function ask(url: string, method: string, body: unknown): Promise<Asked> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const options = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(url, options);
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

async function login(url: string, username: string): Promise<string> {
  const answer = await fetch(`${url}/_stand-in/login`, { method: "POST", body: JSON.stringify({ username }) });
  if (answer.status !== 200) throw new Error(await answer.text());
  return ((await answer.json()) as { cookie: string }).cookie;
}

/** Starts a stand-in on a free port; `stop` ends it and removes its files. */
export async function testAuthentik(changes: Partial<AuthentikOptions> = {}): Promise<TestAuthentik> {
  const folder = scratchFolder();
  const options = { port: 0, stateFile: join(folder, "state.json"), log: join(folder, "log"), token, ...changes };
  const running = await startAuthentik(options);
  const asking: TestAuthentik["ask"] = (method, path, body) => ask(`${running.url}/api/v3${path}`, method, body);
  return {
    running,
    options,
    ask: asking,
    create: async (path, body) => {
      const made = await asking("POST", path, body);
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      return made.body;
    },
    first: async (path) => {
      const [found] = (await asking("GET", path)).body["results"] as Body[];
      if (found === undefined) throw new Error(`nothing at ${path}`);
      return found;
    },
    visit: (path, headers) => visit(`${running.url}${path}`, headers),
    login: (username) => login(running.url, username),
    stop: async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The flows that every provider names. */
export async function providerFlows(authentik: TestAuthentik): Promise<Body> {
  const flow = async (slug: string): Promise<unknown> =>
    (await authentik.first(`/flows/instances/?slug=default-provider-${slug}`))["pk"];
  return {
    authorization_flow: await flow("authorization-implicit-consent"),
    invalidation_flow: await flow("invalidation-flow"),
  };
}

/** An application for a group's members, with two users: "in" is a member of the group "family", "out" is not. */
export async function groupApplication(authentik: TestAuthentik, slug: string, provider: unknown): Promise<Body> {
  const application = await authentik.create("/core/applications/", { name: slug, slug, provider });
  const group = await authentik.create("/core/groups/", { name: "family" });
  const person = { name: "Ann Ä", email: "in@home.test", groups: [group["pk"]] };
  await authentik.create("/core/users/", { username: "in", ...person });
  await authentik.create("/core/users/", { username: "out", name: "Out" });
  await authentik.create("/policies/bindings/", { target: application["pk"], group: group["pk"], order: 0 });
  return application;
}
