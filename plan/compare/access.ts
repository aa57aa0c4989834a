import { z } from "zod";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { how, isWider, lastReach, type Reach, reachOf } from "../../core/plan/reach.ts";
import type { PlanChange, PlanFlag } from "../../core/schema/plan-report.ts";
import { enumerated, without } from "./names.ts";

/** What changes about who can use a service. */
export interface AccessChanges {
  readonly changes: readonly PlanChange[];
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly flags: readonly PlanFlag[];
}

const FROM: Readonly<Record<Reach["exposure"], string>> = {
  local: "nobody from outside",
  private: "from the home's networks",
  public: "from everywhere",
};

const members = (groups: readonly string[]): string => `members of ${enumerated(groups)}`;

/** Who can use a service, in words; [] for a service that nobody reaches. */
function who({ exposure, auth, access }: Reach): string[] {
  if (exposure === "local") return [];
  return [`${auth === "none" ? "everybody, without a sign-in" : members(access)}, ${FROM[exposure]}`];
}

/** Of a service that is new. */
export function firstAccess(plan: ServicePlan): AccessChanges {
  return { changes: [], gained: who(reachOf(plan)), lost: [], flags: publicFlags(undefined, plan) };
}

/** Of a service that is removed. @param services the stack output of the last run */
export function lastAccess(services: unknown, name: string): AccessChanges {
  const was = lastReach(services, name);
  return { changes: [], gained: [], lost: was === undefined ? [] : who(was), flags: [] };
}

/** Of a service that is there before and after. @param services the stack output of the last run */
export function accessChanges(services: unknown, plan: ServicePlan): AccessChanges {
  const was = lastReach(services, plan.name);
  if (was === undefined) return { changes: [], gained: [], lost: [], flags: [unknownAccess(plan)] };
  const is = reachOf(plan);
  const parts = [exposureChange(was, is), signInChange(was, is), groupChange(was, is)];
  return {
    changes: parts.flatMap(({ changes }) => changes),
    gained: parts.flatMap(({ gained }) => gained),
    lost: parts.flatMap(({ lost }) => lost),
    flags: [...parts.flatMap(({ flags }) => flags), ...publicFlags(was, plan)],
  };
}

const NOTHING: AccessChanges = { changes: [], gained: [], lost: [], flags: [] };

function exposureChange(was: Reach, is: Reach): AccessChanges {
  if (was.exposure === is.exposure) return NOTHING;
  const change: PlanChange = { how: "changed", what: "exposure", text: `${was.exposure} -> ${is.exposure}` };
  if (!isWider(is.exposure, was.exposure)) return { ...NOTHING, changes: [change], lost: [outside(is)] };
  const flag: PlanFlag = {
    ...{ severity: "attention", name: "exposure-widened", where: `${is.name}.exposure` },
    ...{ text: `it can be reached ${FROM[is.exposure]} from now on`, fix: `write exposure: "${was.exposure}"` },
  };
  return { ...NOTHING, changes: [change], gained: who(is), flags: [flag] };
}

const outside = ({ exposure }: Reach): string =>
  exposure === "private" ? "everybody outside the home's networks" : "everybody but the host itself";

function signInChange(was: Reach, is: Reach): AccessChanges {
  if (was.auth === is.auth) return NOTHING;
  const change: PlanChange = {
    how: "changed",
    what: "auth",
    text: `until now ${how(was.auth)}, from now on ${how(is.auth)}`,
  };
  if (was.auth === "none") return { ...NOTHING, changes: [change], lost: [`everybody but ${members(is.access)}`] };
  if (is.auth !== "none") return { ...NOTHING, changes: [change] };
  const flag: PlanFlag = {
    ...{ severity: "danger", name: "access-widened", where: `${is.name}.web.auth` },
    text: `everybody who can reach it can use it, and no longer only ${members(was.access)}`,
    fix: `keep auth: { ${was.auth}: … }`,
  };
  return { ...NOTHING, changes: [change], gained: who(is), flags: [flag] };
}

function groupChange(was: Reach, is: Reach): AccessChanges {
  if (was.auth === "none" || is.auth === "none") return NOTHING;
  const [added, removed] = [without(is.access, was.access), without(was.access, is.access)];
  const change = (how: PlanChange["how"], groups: readonly string[]): PlanChange[] =>
    groups.map((group) => ({ how, what: "access", text: group }));
  const flag: PlanFlag = {
    ...{ severity: "attention", name: "access-widened", where: `${is.name}.web.access` },
    ...{ text: `${members(added)} can use it from now on`, fix: "leave the group out" },
  };
  return {
    changes: [...change("added", added), ...change("removed", removed)],
    gained: added.length === 0 ? [] : [members(added)],
    lost: removed.length === 0 ? [] : [`${members(removed)}, unless they are in ${enumerated(is.access)}`],
    flags: added.length === 0 ? [] : [flag],
  };
}

/** Only where it begins to be so: what is so already is a notice of every preview. */
function publicFlags(was: Reach | undefined, plan: ServicePlan): PlanFlag[] {
  const isOpen = ({ exposure, auth }: Pick<Reach, "exposure" | "auth">): boolean =>
    exposure === "public" && auth === "none";
  if (!isOpen(plan) || (was !== undefined && isOpen(was))) return [];
  return [
    {
      ...{ severity: "danger", name: "public-without-sign-in", where: `${plan.name}.web.auth` },
      text: `everybody on the internet can use it; the definition's reason: ${plan.publicReason ?? "none is given"}`,
      fix: 'choose an auth with a sign-in, or exposure: "private"',
    },
  ];
}

const unknownAccess = ({ name }: ServicePlan): PlanFlag => ({
  ...{ severity: "attention", name: "unclear", where: `${name}.web` },
  text: "the outputs of the last run do not say who could use it until now",
  fix: "compare exposure, auth and access yourself",
});

const named = z.object({
  records: z.array(z.object({ name: z.string(), type: z.string(), content: z.string(), proxied: z.boolean() })),
  routerNames: z.array(z.string()),
});

/** A name, and where it leads. */
interface Lead {
  readonly name: string;
  readonly text: string;
  readonly isRecord: boolean;
}

function leads({ records, routerNames }: z.output<typeof named>): Lead[] {
  return [
    ...records.map(({ name, type, content, proxied }) => {
      return { name, text: `${name} (${type} ${content}${proxied ? ", proxied" : ""})`, isRecord: true };
    }),
    ...routerNames.map((name) => ({ name, text: `${name} (once your router resolves it)`, isRecord: false })),
  ];
}

/** Names that begin to resolve, and that stop; a record that changes is both. @param plan undefined: it is removed */
export function nameChanges(services: unknown, name: string, plan: ServicePlan | undefined) {
  const all = z.record(z.string(), z.unknown()).safeParse(services).data ?? {};
  const last = named.safeParse(all[name]).data;
  const [was, is] = [last === undefined ? [] : leads(last), plan === undefined ? [] : leads(asNamed(plan))];
  const texts = (some: readonly Lead[]): string[] => some.map(({ text }) => text);
  // What the router resolves goes on doing so beside a record.
  const gone = was.filter((one) => one.isRecord || !is.some((other) => other.name === one.name));
  return { begins: without(texts(is), texts(was)), ends: without(texts(gone), texts(is)) };
}

const asNamed = ({ records, routerNames }: ServicePlan): z.output<typeof named> => {
  return { records: [...records], routerNames: [...routerNames] };
};
