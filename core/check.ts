import { authProblems, signOnProblems } from "./checks/auth.ts";
import { containerProblems } from "./checks/containers.ts";
import { dataProblems, poolProblems } from "./checks/data.ts";
import { exposureProblems } from "./checks/exposure.ts";
import { hostProblems } from "./checks/hosts.ts";
import { imageProblems } from "./checks/images.ts";
import { mountProblems } from "./checks/mounts.ts";
import { needProblems } from "./checks/needs.ts";
import { configKeyProblems, secretProblems } from "./checks/secrets.ts";
import { textProblems } from "./checks/text.ts";
import { uidProblems } from "./checks/uids.ts";
import type { SignOn } from "./auth.ts";
import { withDefaults } from "./defaults.ts";
import type { ServiceDefinition } from "./define.ts";
import type { Ledger } from "./ledger.ts";
import { needsByName, withNeeds } from "./needs.ts";
import { Problems, type Problem } from "./problems.ts";
import { repaired } from "./repair.ts";
import { signOnOf } from "./sign-on.ts";
import { schemaProblems } from "./schema-problems.ts";
import { serviceSchema } from "./schema.ts";
import type { Service } from "./service.ts";
import type { Settings } from "./settings.ts";

type ServiceCheck = (service: Service, settings: Settings) => Problem[];

const SERVICE_CHECKS: readonly ServiceCheck[] = [
  exposureProblems,
  authProblems,
  containerProblems,
  imageProblems,
  dataProblems,
  mountProblems,
  secretProblems,
  textProblems,
];

/**
 * All services with their defaults, in the ledger's order as far as each comes after those that it needs.
 * @throws Problems - Everything that is wrong with any of them, at once: one service that cannot be read hides
 * nothing about the others.
 */
export function checkAll(ledger: Ledger, settings: Settings): Service[] {
  const signOn = signOnOf(ledger, settings);
  const checked = ledger.services.map((definition) => checkService(definition, settings, signOn));
  const services = checked.flatMap(({ service }) => service ?? []);
  const needs = needsByName(ledger, services);
  const problems = [
    ...checked.flatMap((each) => each.problems),
    ...uidProblems(ledger),
    ...hostProblems(ledger),
    ...poolProblems(services, settings),
    ...configKeyProblems(services),
    ...signOnProblems(services, settings),
    ...needProblems(ledger, services, needs),
  ];
  if (problems.length > 0) throw new Problems(inOrder(problems, ledger));
  return withNeeds(services, needs);
}

/** The service is undefined when nobody can tell what its definition means. */
function checkService(
  { name, spec }: ServiceDefinition,
  settings: Settings,
  signOn: SignOn,
): { service: Service | undefined; problems: Problem[] } {
  const parsed = serviceSchema.safeParse(spec);
  const refused = parsed.success ? [] : schemaProblems(name, parsed.error);
  const meant = parsed.success ? parsed.data : repaired(spec);
  if (!meant) return { service: undefined, problems: refused };
  const { service, problems } = withDefaults(name, meant, settings.domain, signOn);
  const further = SERVICE_CHECKS.flatMap((check) => check(service, settings));
  return { service, problems: [...refused, ...problems, ...further] };
}

/** Each service's problems together, in the ledger's order; what belongs to no service comes last. */
function inOrder(problems: readonly Problem[], { services }: Ledger): Problem[] {
  const names = services.map(({ name }) => name);
  const rank = ({ where }: Problem): number => {
    const index = names.findIndex((name) => where === name || where.startsWith(`${name}.`));
    return index === -1 ? names.length : index;
  };
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
