import { SSO_COMPONENT } from "../authentik/sso.ts";
import type { Problem } from "../problems/problem.ts";
import { twice } from "../problems/twice.ts";
import type { Settings } from "../schema/settings.ts";
import { sharedSecrets, signInKind, signInOf, SSO_KINDS } from "../service/auth/kinds.ts";
import type { Service, Web } from "../service/service.ts";
import { groupKey } from "../service/sign-on.ts";

/** Problems of one service's sign-in. */
export function authProblems(service: Service): Problem[] {
  const { name, web } = service;
  if (!web) return [];
  const found = [...accessProblems(web), ...kindProblems(service, web), ...nameProblems(name)];
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

function kindProblems(service: Service, web: Web): Problem[] {
  const signIn = signInOf(service.name, web);
  if (!signIn) return [];
  const { problems } = signInKind(signIn.auth.kind);
  return [...(web.servesSignOn ? [servesItself] : []), ...(problems?.(service, signIn) ?? [])];
}

const servesItself: Problem = {
  where: ".web.auth",
  problem: "this service runs Authentik, so it cannot require a sign-in itself",
  fix: 'write auth: { none: "people sign in here" }',
};

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

/** Problems of the sign-in that concern several services or the settings. */
export function signOnProblems(services: readonly Service[], settings: Settings): Problem[] {
  return [...togetherProblems(services), ...groupProblems(services, settings), ...rotateProblems(services, settings)];
}

function togetherProblems(services: readonly Service[]): Problem[] {
  const signIns = services.flatMap(({ name, web }) => signInOf(name, web) ?? []);
  return SSO_KINDS.flatMap(
    (kind) => signInKind(kind).problemsTogether?.(signIns.filter(({ auth }) => auth.kind === kind)) ?? [],
  );
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
  const sharing = SSO_KINDS.filter((kind) => sharedSecrets(kind).length > 0).map((kind) => `{ ${kind} }`);
  return Object.keys(rotate)
    .filter((name) => !clients.includes(name))
    .map((name) => ({
      where: `config.sso.rotate.${name}`,
      problem: "no service of that name shares a secret with Authentik",
      fix: `name one of ${clients.join(", ") || `the services with auth: ${sharing.join(" or ")}`}`,
    }));
}
