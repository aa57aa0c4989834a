import { bearerToken } from "../../server/messages.ts";
import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import type { StateFile } from "../../server/state-file.ts";
import type { State } from "../engine/state.ts";
import { World } from "../engine/world.ts";
import { redirect, refusalPage } from "../page.ts";
import { endSession } from "../session/sessions.ts";
import { answerAuthorize } from "./authorize.ts";
import { clientBySlug } from "./clients.ts";
import { discovery } from "./discovery.ts";
import { keySet, signIdToken } from "./signing.ts";
import { answerUserinfo, grantToken } from "./token.ts";

/** Where OAuth2 and OpenID Connect begin. */
export const oidcPath = "/application/o/";

async function answerToken(request: ApiRequest, state: StateFile<State>, base: string): Promise<ApiAnswer> {
  // The code is used up before anything is signed: a second use finds none.
  const { client, payload, body } = state.transaction((draft) => grantToken(request, new World(draft), base));
  const token = await signIdToken(payload, client.provider, new World(state.value));
  return { status: 200, body: { ...body, id_token: token }, headers: { "cache-control": "no-store" } };
}

function endSessionAt(request: ApiRequest, state: StateFile<State>): ApiAnswer {
  state.transaction((draft) => {
    endSession(new World(draft), request);
  });
  return redirect("/");
}

async function answerApplication(request: ApiRequest, state: StateFile<State>, base: string): Promise<ApiAnswer> {
  const [slug = "", ...rest] = request.path.slice(oidcPath.length).split("/");
  const world = new World(state.value);
  const client = clientBySlug(world, slug);
  if (client === undefined) return refusalPage(404, "Not found", "There is no such application.");
  switch (rest.join("/")) {
    case ".well-known/openid-configuration":
      return { status: 200, body: discovery(client, world, base), headers: { "access-control-allow-origin": "*" } };
    case "jwks/":
      return { status: 200, body: await keySet(client.provider, world) };
    case "end-session/":
      return endSessionAt(request, state);
    default:
      return refusalPage(404, "Not found", "This stand-in has no such page.");
  }
}

/**
 * Answers below /application/o/.
 * @param base the server's address as people see it
 * @throws Refusal
 */
export async function answerOidc(request: ApiRequest, state: StateFile<State>, base: string): Promise<ApiAnswer> {
  switch (request.path.slice(oidcPath.length)) {
    case "authorize/":
      return state.transaction((draft) => answerAuthorize(request, new World(draft)));
    case "token/":
      if (request.method !== "POST") return refusalPage(405, "Method not allowed", "POST only.");
      return answerToken(request, state, base);
    case "userinfo/":
      return answerUserinfo(bearerToken(request), new World(state.value));
    default:
      return answerApplication(request, state, base);
  }
}
