import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import type { World } from "../engine/world.ts";
import { refusalPage } from "../page.ts";
import { answerAuth } from "./auth.ts";
import { askedHost, findServed } from "./find.ts";
import { answerCallback, answerSignOut, answerStart } from "./login.ts";

/** Where the outposts' own pages begin. All proxy outposts answer here, on the server's own port. */
export const outpostPath = "/outpost.goauthentik.io/";

/**
 * Answers for the outposts.
 * @param base the server's address as the outpost sees it, where its config does not say another
 * @throws Refusal when a policy is not played
 */
export function answerOutpost(request: ApiRequest, world: World, base: string): ApiAnswer {
  const action = request.path.slice(outpostPath.length);
  if (action === "ping") return { status: 204 };
  const served = findServed(world, askedHost(request));
  if (served === undefined) {
    return refusalPage(404, "Not found", `No proxy provider of an outpost is for ${askedHost(request)}.`);
  }
  switch (action) {
    case "auth/caddy":
      return answerAuth(request, served, world, base);
    case "start":
      return answerStart(request, served, world, base);
    case "callback":
      return answerCallback(request, served, world);
    case "sign_out":
      return answerSignOut(request, served, world, base);
    default:
      return refusalPage(404, "Not found", "An outpost has no such page.");
  }
}
