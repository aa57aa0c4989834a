import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { mayUse } from "../access/decide.ts";
import { textOf } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { escapeHtml, page, redirect } from "../page.ts";
import { loggedIn, loginPage } from "./sessions.ts";

/** Where people see what they may open. */
export const launcherPath = "/if/user/";

/** The address of an application without a tile. */
const NO_TILE = "blank://blank";

/** The applications that the person may use, by their tiles' names; nobody is sent to the login first. */
export function answerLauncher(request: ApiRequest, world: World): ApiAnswer {
  const person = loggedIn(world, request);
  if (person === undefined) return redirect(loginPage(world, launcherPath));
  const tiles = world
    .all("application")
    .filter((application) => mayUse(person.user, application, world))
    .map((application) => [textOf(application, "name"), textOf(application, "meta_launch_url")])
    .filter(([, url]) => url !== NO_TILE)
    .map(([name = "", url = ""]) => `<li><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></li>`)
    .sort();
  return page(200, "My applications", `<ul>${tiles.join("")}</ul>`);
}
