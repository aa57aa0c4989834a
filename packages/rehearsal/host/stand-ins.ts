import { apisOf, areLive, loadRecord } from "../../stand-ins/running.ts";
import type { Apis } from "../../stand-ins/running.ts";
import { startApis } from "../../stand-ins/start.ts";
import { say } from "../../../tools/progress.ts";
import { apisFolder } from "./snapshots.ts";

/** The domain of every rehearsal: nothing outside has it, by RFC 6761. */
export const domain = "home.test";

/** Authentik as people in the rehearsal see it: at the service `authentication`, whose image leads to the stand-in. */
const authentikUrl = `https://auth.${domain}`;

/**
 * Starts the stand-ins for Cloudflare and Authentik that belong to a rehearsal host, unless they run.
 * @param dir the host's state folder
 * @throws Failure when they do not answer in time
 */
export function startStandIns(dir: string): Promise<Apis> {
  return startApis(apisFolder(dir), { domain, publicUrl: authentikUrl });
}

/**
 * Where the stand-ins of a host are. Starts them when they never ran; later a run has to do without those that are
 * down, as it would have to at home, and is told so.
 */
export async function knownStandIns(dir: string): Promise<Apis> {
  const facts = loadRecord(apisFolder(dir));
  if (facts === undefined) return startStandIns(dir);
  if (!(await areLive(facts)))
    say("the stand-ins for Cloudflare and Authentik do not answer: ./rehearse up starts them");
  return apisOf(apisFolder(dir), facts);
}
