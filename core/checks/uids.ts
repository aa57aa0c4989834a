import type { ServiceDefinition } from "../schema/definition.ts";
import type { Ledger } from "../service/ledger.ts";
import { FIRST_UID, isServiceUid, LAST_UID, serviceNameProblem } from "../service/names.ts";
import type { Problem } from "../problems/problem.ts";
import { quoted } from "../problems/quoted.ts";
import { rawUid } from "../service/unparsed.ts";

/** A UID and the service name that owns it for ever. */
interface Claim {
  readonly name: string;
  readonly uid: number;
}

/** Problems of names and UIDs, which are read even from definitions that are otherwise wrong. */
export function uidProblems(ledger: Ledger): Problem[] {
  const problems: Problem[] = [];
  const claims: Claim[] = [];
  const next = nextFreeUid(ledger);
  for (const retired of ledger.retired) {
    problems.push(...retiredProblems(retired));
    const owner = claims.find(({ uid, name }) => uid === retired.uid && name !== retired.name);
    if (owner) problems.push(retiredTwice(retired, owner));
    else claims.push(retired);
  }
  for (const [index, service] of ledger.services.entries()) {
    if (ledger.services.indexOf(service) < index) {
      problems.push({ where: service.name, problem: "is listed twice in services/index.ts", fix: "list it once" });
      continue;
    }
    problems.push(...nameProblems(service, ledger));
    const uid = rawUid(service);
    if (uid === undefined) continue;
    const claim = { name: service.name, uid };
    problems.push(...claimProblems(claim, claims, ledger, next));
    claims.push(claim);
  }
  return problems;
}

/** One above the highest UID that was ever used; if that is out of range, the lowest unused one. */
export function nextFreeUid({ services, retired }: Ledger): number {
  const used = [...services.map(rawUid), ...retired.map(({ uid }) => uid)].filter((uid) => uid !== undefined);
  const taken = new Set(used.filter(isServiceUid));
  const above = Math.max(FIRST_UID - 1, ...taken) + 1;
  if (isServiceUid(above)) return above;
  const all = Array.from({ length: LAST_UID - FIRST_UID + 1 }, (_, offset) => FIRST_UID + offset);
  return all.find((uid) => !taken.has(uid)) ?? above;
}

/** Names that Podman reads as a kind of network, and the name of its default network. */
const NETWORKS = ["bridge", "container", "default", "host", "none", "ns", "pasta", "podman", "private", "slirp4netns"];
const NETWORK_PROBLEM = "is a word of Podman's for a network, and a service's network has the service's name";

function nameProblems(service: ServiceDefinition, { services }: Ledger): Problem[] {
  const { name } = service;
  const form = serviceNameProblem(name) ?? (NETWORKS.includes(name) ? NETWORK_PROBLEM : undefined);
  const first = services.find((each) => each.name === name);
  return [
    ...(form === undefined ? [] : [{ where: name, problem: form, fix: "choose another name" }]),
    ...(first === service
      ? []
      : [{ where: name, problem: "another service has this name", fix: "rename one of them" }]),
  ];
}

function claimProblems({ name, uid }: Claim, claims: readonly Claim[], { retired }: Ledger, next: number): Problem[] {
  const where = `${name}.uid`;
  if (!isServiceUid(uid)) {
    const problem = `${uid} is outside ${FIRST_UID} to ${LAST_UID}`;
    return [{ where, problem, fix: `take a free one; the next is ${next}` }];
  }
  const owner = claims.find((claim) => claim.uid === uid && claim.name !== name);
  if (owner) {
    const gone = retired.some((entry) => entry.uid === uid);
    const problem = gone ? `${uid} belonged to ${owner.name}, which is retired` : `${uid} belongs to ${owner.name}`;
    return [{ where, problem, fix: `take a free one; the next is ${next}` }];
  }
  const former = retired.find((entry) => entry.name === name && entry.uid !== uid);
  if (!former) return [];
  return [
    { where, problem: `${name} had ${former.uid}, and its files still belong to it`, fix: `write uid: ${former.uid}` },
  ];
}

/** A number written wrong would leave the one that was meant free for another service. */
function retiredProblems({ name, uid }: Claim): Problem[] {
  const where = `retired ${quoted(name)}`;
  const form = typeof name === "string" ? serviceNameProblem(name) : "its name is not a text";
  const range = `is not a whole number from ${FIRST_UID} to ${LAST_UID}`;
  return [
    ...(isServiceUid(uid)
      ? []
      : [{ where, problem: `${quoted(uid)} ${range}`, fix: "write the number that the service had" }]),
    ...(form === undefined ? [] : [{ where, problem: form, fix: "write the name that the service had" }]),
  ];
}

const retiredTwice = ({ name, uid }: Claim, owner: Claim): Problem => ({
  where: `retired ${name}`,
  problem: `${uid} is also retired for ${owner.name}`,
  fix: "keep the right entry: a UID belongs to one name for ever",
});
