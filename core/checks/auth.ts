import { LDAP_PASSWORD, LDAP_TOKEN } from "../service/auth.ts";
import { LDAP_CONTAINER, ldapAccount } from "../service/ldap.ts";
import { regexProblem } from "../schema/path-patterns.ts";
import type { Problem } from "../problems/problem.ts";
import type { Service, Web } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { groupKey, SSO_COMPONENT } from "../authentik/sso.ts";

/** Problems of one service's sign-in. */
export function authProblems(service: Service): Problem[] {
  const { name, web } = service;
  if (!web) return [];
  const found = [...accessProblems(web), ...kindProblems(web), ...ldapProblems(service, web), ...nameProblems(name)];
  return found.map(({ where, ...rest }) => ({ where: `${name}${where}`, ...rest }));
}

function accessProblems({ auth, access }: Web): Problem[] {
  const where = ".web.access";
  if (auth.kind === "none") {
    if (access.length === 0) return [];
    const problem = "names groups, but nobody has to sign in";
    return [{ where, problem, fix: "remove it, or choose an auth with a sign-in" }];
  }
  if (access.length === 0) {
    const problem = "is missing: without a group Authentik would let everybody in";
    return [{ where, problem, fix: 'name the groups whose members may use it: access: ["family"]' }];
  }
  return twice(access).map((group) => ({ where, problem: `names ${group} twice`, fix: "name it once" }));
}

function kindProblems(web: Web): Problem[] {
  const { auth, servesSignOn } = web;
  if (servesSignOn && auth.kind !== "none") {
    const problem = "this service runs Authentik, so it cannot require a sign-in itself";
    return [{ where: ".web.auth", problem, fix: 'write auth: { none: "people sign in here" }' }];
  }
  if (auth.kind === "oidc") return [...redirectProblems(auth), ...repeatedEntitlements(auth.entitlements)];
  if (auth.kind !== "forwardAuth" || !/^x[-_]authentik[-_]/i.test(auth.userHeader ?? "")) return [];
  const problem = `${auth.userHeader ?? ""} is a header of Authentik itself, which would then have another meaning`;
  return [
    { where: ".web.auth.forwardAuth.userHeader", problem, fix: "name a header of the application, or leave it out" },
  ];
}

/** What the outpost beside an application needs for itself: its name, its group, and its token for nobody else. */
function ldapProblems({ name: service, containers }: Service, { auth, access }: Web): Problem[] {
  if (auth.kind !== "ldap") return [];
  const own = access.some((group) => groupKey(group) === ldapAccount(service));
  const fix = "choose another one";
  return [
    ...(own
      ? [{ where: ".web.access", problem: `${ldapAccount(service)} is the group of the service's own account`, fix }]
      : []),
    ...containers.flatMap(({ name, secrets }) => {
      const where = `.containers.${name}`;
      const named =
        name === LDAP_CONTAINER
          ? [{ where, problem: `"${name}" is the name of the LDAP outpost's container`, fix }]
          : [];
      if (!secrets.some(({ secret }) => secret === LDAP_TOKEN)) return named;
      const problem = `uses ${LDAP_TOKEN}, which only the outpost may use`;
      return [...named, { where, problem, fix: `remove it; the application signs in with ${LDAP_PASSWORD}` }];
    }),
  ];
}

function redirectProblems({ redirectPaths, match }: { redirectPaths: readonly string[]; match: string }): Problem[] {
  const where = ".web.auth.oidc.redirectPath";
  const repeated = twice(redirectPaths).map((path) => ({ where, problem: `names ${path} twice`, fix: "name it once" }));
  if (match !== "regex") return repeated;
  return [...repeated, ...redirectPaths.flatMap((path) => problemAt(where, regexProblem(path)))];
}

const problemAt = (where: string, found: Omit<Problem, "where"> | undefined): Problem[] =>
  found === undefined ? [] : [{ where, ...found }];

const repeatedEntitlements = (entitlements: readonly string[]): Problem[] =>
  twice(entitlements.map(groupKey)).map((key) => ({
    where: ".web.auth.oidc.entitlements",
    problem: `has two names for ${key}`,
    fix: "name each once",
  }));

const nameProblems = (name: string): Problem[] =>
  name === SSO_COMPONENT
    ? [
        {
          where: "",
          problem: `"${name}" is the name of the component that all services share for the sign-in`,
          fix: "choose another name",
        },
      ]
    : [];

const twice = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/** Problems of the sign-in that concern several services or the settings. */
export function signOnProblems(services: readonly Service[], settings: Settings): Problem[] {
  return [...levelProblems(services), ...groupProblems(services, settings), ...rotateProblems(services, settings)];
}

/**
 * The outpost asks one provider about a domain: of two, one would decide about the other's people. And it knows a
 * service that speaks for itself by one name alone.
 */
function levelProblems(services: readonly Service[]): Problem[] {
  const asking = services.flatMap(({ name, web }) =>
    web?.auth.kind === "forwardAuth" ? [{ name, hosts: web.hosts, level: web.auth.level }] : [],
  );
  const speaker = asking.find(({ level }) => level === "domain")?.name;
  return asking.flatMap(({ name, hosts, level }): Problem[] => {
    const where = `${name}.web.auth.forwardAuth.level`;
    const [first = "", ...others] = hosts;
    const several = others.length > 0;
    if (level === "domain" && name !== speaker) {
      const problem = `${speaker ?? ""} already signs people in for the whole domain, and would decide who may use ${name}`;
      return [{ where, problem, fix: `write level: "single"${several ? ", and keep one subdomain" : ""}` }];
    }
    if (level === "domain" || !several) return [];
    const problem = `Authentik would serve ${first} only, and reject ${others.join(", ")}`;
    const domain = speaker === undefined ? 'write level: "domain", or keep one subdomain' : undefined;
    const alone = `keep one subdomain; level: "domain" is for one service of a home, and ${speaker ?? ""} has it`;
    return [{ where, problem, fix: domain ?? alone }];
  });
}

/** Groups whose names differ only in characters that a resource's name cannot contain. */
function groupProblems(services: readonly Service[], { sso: { groups = [] } }: Settings): Problem[] {
  const spelt = new Map(groups.map((group) => [groupKey(group), group]));
  return services.flatMap(({ name, web }) =>
    (web?.access ?? []).flatMap((group): Problem[] => {
      const known = spelt.get(groupKey(group)) ?? group;
      spelt.set(groupKey(group), known);
      if (known === group) return [];
      const problem = `${group} is spelt ${known} elsewhere`;
      return [{ where: `${name}.web.access`, problem, fix: "spell it the same way everywhere" }];
    }),
  );
}

function rotateProblems(services: readonly Service[], { sso: { rotate = {} } }: Settings): Problem[] {
  const clients = services
    .filter(({ secrets }) => secrets.some(({ source }) => source.kind === "client"))
    .map(({ name }) => name);
  return Object.keys(rotate)
    .filter((name) => !clients.includes(name))
    .map((name) => ({
      where: `config.sso.rotate.${name}`,
      problem: "no service of that name shares a secret with Authentik",
      fix: `name one of ${clients.join(", ") || "the services with auth: { oidc } or { ldap }"}`,
    }));
}
