import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { answerEnrollment } from "../enrollment/enroll.ts";
import type { World } from "../engine/world.ts";
import { answerLoginPage } from "./login.ts";

/** The page of a flow, /if/flow/<slug>/: an enrollment, or a login for all others. */
export function answerFlow(request: ApiRequest, world: World, secure: boolean): ApiAnswer {
  const [, slug = ""] = /^\/if\/flow\/([^/]*)/.exec(request.path) ?? [];
  const flow = world.find("flow", "slug", slug);
  if (flow?.["designation"] === "enrollment") return answerEnrollment(request, world, flow, secure);
  return answerLoginPage(request, world, secure);
}
