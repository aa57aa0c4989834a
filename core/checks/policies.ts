import type { Problem } from "../problems/problem.ts";
import type { PolicyName, PolicySettings } from "../schema/policies.ts";
import type { Settings } from "../schema/settings.ts";
import type { Service } from "../service/service.ts";

/** Something that a policy is about, whether it is permitted or not. */
export interface PolicyFinding extends Problem {
  readonly policy: PolicyName;
}

/** What the policies refuse of a service. */
export const policyProblems = (service: Service, { policies }: Settings): Problem[] =>
  refused(serviceFindings(service, policies), policies);

/** What the policies refuse of the settings. */
export const imagePolicyProblems = (settings: Settings): Problem[] =>
  refused(settingsFindings(settings), settings.policies);

/** What the policies warn of: the settings' first, then each service's. */
export function policyWarnings(services: readonly Service[], settings: Settings): PolicyFinding[] {
  const { policies } = settings;
  const all = [...settingsFindings(settings), ...services.flatMap((service) => serviceFindings(service, policies))];
  return all.filter(({ policy }) => policies[policy] === "warn");
}

const refused = (found: readonly PolicyFinding[], policies: PolicySettings): Problem[] =>
  found
    .filter(({ policy }) => policies[policy] === "refuse")
    .map(({ policy, where, problem, fix }) => {
      return { where, problem: `${problem}; the policy ${policy} refuses that`, fix };
    });

const settingsFindings = ({ images, policies }: Settings): PolicyFinding[] =>
  Object.entries(images).flatMap(([name, image]) => imageFindings(`config.images.${name}`, image, policies));

function serviceFindings(service: Service, policies: PolicySettings): PolicyFinding[] {
  const { name, containers } = service;
  return [
    ...openToAll(service),
    ...containers.flatMap(({ name: container, image, secrets }) => {
      const where = `${name}.containers.${container}`;
      const inClear = secrets.filter(({ type }) => type === "env");
      return [
        ...imageFindings(`${where}.image`, image, policies),
        ...inClear.map(({ secret, target }) => inEnvironment(`${where}.env.${target}`, secret)),
      ];
    }),
  ];
}

function openToAll({ name, exposure, web }: Service): PolicyFinding[] {
  // People who sign in are anonymous until they have done so.
  if (exposure !== "public" || web?.auth.kind !== "none" || web.servesSignOn) return [];
  return [
    {
      ...{ policy: "publicWithoutSignIn", where: `${name}.web.auth` },
      problem: `everybody on the internet can use it without a sign-in: ${web.auth.reason}`,
      fix: 'choose an auth with a sign-in, or exposure: "private"',
    },
  ];
}

const inEnvironment = (where: string, secret: string): PolicyFinding => ({
  ...{ policy: "secretInEnvironment", where },
  problem: `the secret ${secret} is in the environment of the container`,
  fix: "use secret.file(…), if the application can read a file",
});

function imageFindings(where: string, image: string, { registries }: PolicySettings): PolicyFinding[] {
  const isListed = registries.some((registry) => image.startsWith(`${registry}/`));
  const floating: PolicyFinding = {
    ...{ policy: "floatingTag", where },
    problem: `${image} has no digest`,
    fix: "write @sha256:… after its tag",
  };
  const unlisted: PolicyFinding = {
    ...{ policy: "unlistedRegistry", where },
    problem: `${image} is of no registry that homelab:policies lists`,
    fix: "take the image from a listed registry, or add its registry to registries",
  };
  return [...(image.includes("@sha256:") ? [] : [floating]), ...(isListed ? [] : [unlisted])];
}
