import { timingSafeEqual } from "node:crypto";
import { Failure } from "../../../tools/failure.ts";
import { serveApi } from "../server/http.ts";
import type { RunningApi } from "../server/http.ts";
import { bearerToken } from "../server/messages.ts";
import type { ApiAnswer, ApiRequest } from "../server/messages.ts";
import { StateFile } from "../server/state-file.ts";
import { answerApi, apiPath, isApiPath } from "./api/answer.ts";
import { authentikContract } from "./contract/contract.ts";
import { Refusal } from "./contract/refusal.ts";
import { parseState } from "./engine/state.ts";
import type { State } from "./engine/state.ts";
import type { Stored } from "./engine/stored.ts";
import { World } from "./engine/world.ts";
import { maskedState } from "./masked.ts";
import { answerOidc, oidcPath } from "./oidc/routes.ts";
import { answerBind } from "./outpost/ldap.ts";
import { answerOutpost, outpostPath } from "./outpost/routes.ts";
import { header } from "./outpost/find.ts";
import { outpostWith } from "./outpost/tokens.ts";
import { redirect, refusalPage } from "./page.ts";
import { freshInstall } from "./seed/seed.ts";
import { answerFlow } from "./session/flow.ts";
import { answerLauncher, launcherPath } from "./session/launcher.ts";
import { answerLogin } from "./session/login.ts";

/** What the Authentik stand-in is started with. */
export interface AuthentikOptions {
  /** TCP port on 127.0.0.1; 0 = a free one. Anybody who reaches it can log in as anybody. */
  readonly port: number;
  readonly stateFile: string;
  /** Path of the request log. */
  readonly log: string;
  /** The administrator's API token: 40 characters or more. */
  readonly token: string;
  /** The address that people see ("https://auth.home.test"); without it the one a request was sent to. */
  readonly publicUrl?: string;
}

/** @returns the outpost that asks; undefined for the administrator */
function authorize(request: ApiRequest, { token }: AuthentikOptions, world: World): Stored | undefined {
  if (request.headers.authorization === undefined) {
    throw new Refusal(403, { detail: "Authentication credentials were not provided." });
  }
  const said = bearerToken(request) ?? "";
  const [given, own] = [said, token].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  if (given.length === own.length && timingSafeEqual(given, own)) return undefined;
  const outpost = outpostWith(said, world);
  if (outpost === undefined) throw new Refusal(403, { detail: "Token invalid/expired" });
  return outpost;
}

/** The server's address as whoever sends the request sees it, without a slash at the end. */
function baseOf(request: Pick<ApiRequest, "headers">, { publicUrl }: AuthentikOptions): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/$/, "");
  const host = header(request, "x-forwarded-host") ?? header(request, "host") ?? "localhost";
  return `${header(request, "x-forwarded-proto") ?? "http"}://${host}`;
}

type Handle = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

function handler(state: StateFile<State>, options: AuthentikOptions): Handle {
  const change = (request: ApiRequest, work: (world: World) => ApiAnswer): ApiAnswer =>
    state.transaction((draft) => work(new World(draft)), !request.lost);
  return (request) => {
    const { path } = request;
    const base = baseOf(request, options);
    if (path.startsWith(`${apiPath}/`)) {
      if (!isApiPath(path))
        return refusalPage(404, "Not Found", "The requested resource was not found on this server.");
      return change(request, (world) => {
        const open = path === `${apiPath}/root/config/`;
        return answerApi(request, world, base, open ? undefined : authorize(request, options, world));
      });
    }
    if (path.startsWith(oidcPath)) return answerOidc(request, state, base);
    if (path.startsWith(outpostPath)) {
      // Where the embedded outpost of a new installation sends people: to the server as it sees itself.
      return change(request, (world) => answerOutpost(request, world, `http://127.0.0.1:${options.port}`));
    }
    if (path.startsWith("/if/flow/")) {
      return change(request, (world) => answerFlow(request, world, base.startsWith("https:")));
    }
    if (path === launcherPath) return answerLauncher(request, new World(state.value));
    if (path === "/-/health/live/" || path === "/-/health/ready/") return { status: 200 };
    return path === "/" ? redirect(launcherPath) : refusalPage(404, "Not found", "This stand-in has no such page.");
  };
}

async function refusing(handle: Handle, request: ApiRequest): Promise<ApiAnswer> {
  try {
    return await handle(request);
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    throw error;
  }
}

function check({ token, publicUrl }: AuthentikOptions): void {
  if (!/^[\x21-\x7e]{40,}$/.test(token)) {
    throw new Failure("Authentik stand-in", "the token is none", "give 40 or more characters without blanks");
  }
  if (publicUrl !== undefined && !/^https?:\/\/[^/]+\/?$/.test(publicUrl)) {
    throw new Failure("Authentik stand-in", `"${publicUrl}" is no address`, 'give one as "https://auth.home.test"');
  }
}

/**
 * Starts the stand-in for Authentik: API v3, OpenID Connect and the proxy outposts' endpoints on one port.
 * @throws Failure when the token or the address has no valid form, the state cannot be read or the port is taken
 */
export async function startAuthentik(options: AuthentikOptions): Promise<RunningApi> {
  check(options);
  authentikContract();
  const state = new StateFile({ path: options.stateFile, initial: freshInstall, parse: parseState });
  const handle = handler(state, options);
  return serveApi({
    port: options.port,
    log: options.log,
    handle: (request) => refusing(handle, request),
    errorBody: (_status, message) => ({ detail: message }),
    showState: () => maskedState(state.value),
    control: (request) => {
      if (request.method !== "POST") return undefined;
      if (request.path === "/_stand-in/ldap/bind") return answerBind(request, new World(state.value));
      if (request.path !== "/_stand-in/login") return undefined;
      const secure = baseOf(request, options).startsWith("https:");
      return state.transaction((draft) => answerLogin(request, new World(draft), secure));
    },
  });
}
