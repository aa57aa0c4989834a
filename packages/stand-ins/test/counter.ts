import { rmSync } from "node:fs";
import { join } from "node:path";
import { serveApi } from "../server/http.ts";
import type { ApiOptions, RunningApi } from "../server/http.ts";
import { bearerToken, readJson } from "../server/messages.ts";
import type { ApiAnswer, ApiRequest } from "../server/messages.ts";
import { StateFile } from "../server/state-file.ts";
import { scratchFolder } from "./support.ts";

/** What the counter keeps. */
export interface Count {
  count: number;
}

/** The smallest stand-in: POST and PUT add one, GET tells the count. */
export interface Counter {
  readonly api: RunningApi;
  readonly state: StateFile<Count>;
  readonly folder: string;
  readonly stateFile: string;
  readonly log: string;
  readonly options: ApiOptions;
  ask(method: string, path?: string): Promise<Response>;
  stop(): Promise<void>;
}

function parse(json: unknown): Count {
  const { count } = json as Count;
  if (typeof count !== "number") throw new Error("no count");
  return { count };
}

/** The counter's state, from its file when that is there. */
export function openCount(path: string): StateFile<Count> {
  return new StateFile({ path, initial: () => ({ count: 0 }), parse });
}

function handle(state: StateFile<Count>, request: ApiRequest): ApiAnswer {
  if (request.path === "/broken") throw new Error("broken on purpose");
  if (request.path === "/moved") return { status: 302, headers: { location: "/", "set-cookie": ["a=1", "b=2"] } };
  if (request.path === "/html") return { status: 200, body: "<p>", headers: { "content-type": "text/html" } };
  if (request.path === "/echo") return { status: 200, body: [bearerToken(request) ?? null, readJson(request) ?? null] };
  return state.transaction((draft) => {
    if (request.method !== "GET") draft.count += 1;
    return { status: 200, body: { count: draft.count } };
  }, !request.lost);
}

/** Starts a counter on a free port with files of its own; `stop` ends it and removes them. */
export async function startCounter(): Promise<Counter> {
  const folder = scratchFolder();
  const stateFile = join(folder, "deep/state.json");
  const log = join(folder, "deep/log");
  const state = openCount(stateFile);
  const options: ApiOptions = {
    port: 0,
    log,
    handle: (request) => handle(state, request),
    errorBody: (status, message) => ({ error: status, message }),
    showState: () => state.value,
  };
  const api = await serveApi(options);
  const ask = (method: string, path = "/count"): Promise<Response> => fetch(`${api.url}${path}`, { method });
  const stop = async (): Promise<void> => {
    await api.close();
    rmSync(folder, { recursive: true });
  };
  return { api, state, folder, stateFile, log, options, ask, stop };
}
