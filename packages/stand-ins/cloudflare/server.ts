import { Failure } from "../../../tools/failure.ts";
import { serveApi } from "../server/http.ts";
import type { RunningApi } from "../server/http.ts";
import { bearerToken } from "../server/messages.ts";
import type { ApiAnswer, ApiRequest } from "../server/messages.ts";
import { StateFile } from "../server/state-file.ts";
import { ApiError, errorBody } from "./envelope.ts";
import { answer, basePath } from "./routes.ts";
import { newZone, parseState } from "./state.ts";
import type { CloudflareState, Zone } from "./state.ts";

/** What the Cloudflare stand-in is started with. */
export interface CloudflareOptions {
  /** TCP port on 127.0.0.1; 0 = a free one. */
  readonly port: number;
  readonly stateFile: string;
  /** Path of the request log. */
  readonly log: string;
  /** The token that may read and change records: 40 to 80 letters, digits, `-` and `_`. */
  readonly token: string;
  /** Names of the zones; those that the state lacks are added. */
  readonly zones: readonly string[];
}

/** The stand-in, as it listens. */
export interface RunningCloudflare extends RunningApi {
  /** What a provider's `baseUrl` is set to: "http://127.0.0.1:PORT/client/v4/". */
  readonly baseUrl: string;
  /** The zones and their records as they are now; not to be changed. */
  zones(): readonly Zone[];
}

const tokenForm = /^[0-9A-Za-z_-]{40,80}$/;

function authorize(request: ApiRequest, { token }: CloudflareOptions): void {
  if (request.headers.authorization === undefined) {
    throw new ApiError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
  }
  const given = bearerToken(request);
  if (given === undefined || !tokenForm.test(given)) {
    const chain = [{ code: 6111, message: "Invalid format for Authorization header" }];
    throw new ApiError(400, 6003, "Invalid request headers", chain);
  }
  if (given !== token) throw new ApiError(403, 10000, "Authentication error");
}

function handle(request: ApiRequest, state: StateFile<CloudflareState>, options: CloudflareOptions): ApiAnswer {
  try {
    authorize(request, options);
    return state.transaction((draft) => answer(request, draft), !request.lost);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: errorBody(error) };
    throw error;
  }
}

/** The code a fault switch's answer carries. */
function faultCode(status: number): number {
  return status === 429 ? 971 : 10013;
}

/**
 * Starts the stand-in for Cloudflare's API v4 (zones and DNS records) on loopback.
 * @throws Failure when the token has no valid form, the state cannot be read or the port is taken
 */
export async function startCloudflare(options: CloudflareOptions): Promise<RunningCloudflare> {
  if (!tokenForm.test(options.token)) {
    throw new Failure("Cloudflare stand-in", "the token is none", "give 40 to 80 letters, digits, - and _");
  }
  const initial = (): CloudflareState => ({ zones: [] });
  const state = new StateFile({ path: options.stateFile, initial, parse: parseState });
  state.transaction(({ zones }) => {
    const missing = options.zones.filter((name) => !zones.some((zone) => zone.name === name));
    zones.push(...missing.map(newZone));
  });
  const running = await serveApi({
    port: options.port,
    log: options.log,
    handle: (request) => handle(request, state, options),
    errorBody: (status, message) => errorBody({ code: faultCode(status), message, chain: [] }),
    showState: () => state.value,
  });
  return { ...running, baseUrl: `${running.url}${basePath}`, zones: () => state.value.zones };
}
