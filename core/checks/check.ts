import { authProblems, signOnProblems } from "./auth.ts";
import { containerProblems } from "./containers.ts";
import { dataProblems, poolProblems } from "./data.ts";
import { exposureProblems } from "./exposure.ts";
import { hostProblems } from "./hosts.ts";
import { inside, withUsableNames } from "./misnamed.ts";
import { mountProblems } from "./mounts.ts";
import { needProblems } from "./needs.ts";
import { podPortProblems } from "./pod-ports.ts";
import { imagePolicyProblems, policyProblems } from "./policies.ts";
import { resourceNameProblems } from "./resource-names.ts";
import { configKeyProblems, missingConfigProblems, secretProblems } from "./secrets.ts";
import { templateProblems } from "./templates.ts";
import { textProblems } from "./text.ts";
import { uidProblems } from "./uids.ts";
import { writerProblems } from "./writers.ts";
import { withDefaults } from "../service/defaults.ts";
import type { ServiceDefinition } from "../schema/definition.ts";
import type { Ledger } from "../service/ledger.ts";
import { needsByName, withPeers } from "../service/needs.ts";
import { Problems, type Problem } from "../problems/problem.ts";
import { repaired } from "../schema/repair.ts";
import { signOnOf } from "../authentik/sign-on.ts";
import { readBy } from "../problems/schema-problems.ts";
import { FIELDS_OF_OTHERS } from "../schema/fields-of-others.ts";
import { type ParsedSpec, serviceSchema } from "../schema/service.ts";
import type { Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import type { SignOn } from "../service/sign-on.ts";

/** `unsure`: parts of the containers or secrets could not be read, so what they leave unused is unknown. */
type ServiceCheck = (service: Service, settings: Settings, unsure: boolean) => Problem[];

const SERVICE_CHECKS: readonly ServiceCheck[] = [
  exposureProblems,
  authProblems,
  containerProblems,
  podPortProblems,
  dataProblems,
  writerProblems,
  mountProblems,
  templateProblems,
  secretProblems,
  textProblems,
  policyProblems,
];

/** Services with their defaults, and all problems. */
export interface CheckedServices {
  /** Sorted topologically by `needs`, otherwise in the ledger's order; without services that cannot be understood. */
  readonly services: readonly Service[];
  /** Each service's problems together, in the ledger's order. */
  readonly problems: readonly Problem[];
}

/**
 * All services with their defaults, in the ledger's order as far as each comes after those that it needs.
 * @throws Problems - Everything that is wrong with any of them, at once.
 */
export function checkAll(ledger: Ledger, settings: Settings): readonly Service[] {
  const { services, problems } = checkServices(ledger, settings);
  if (problems.length > 0) throw new Problems(problems);
  return services;
}

/** Checks all services: one that cannot be read hides no problem of another. */
export function checkServices(ledger: Ledger, settings: Settings): CheckedServices {
  const parsed = ledger.services.map(parse);
  const signOn = signOnOf(
    parsed.flatMap(({ spec }) => spec ?? []),
    settings,
  );
  const checked = parsed.map((each) => checkService(each, settings, signOn));
  const services = checked.flatMap(({ service }) => service ?? []);
  const needs = needsByName(ledger, services);
  const problems = [
    ...ledger.strangers.map((problem) => ({ where: "services/index.ts", ...problem })),
    ...checked.flatMap((each) => each.problems),
    ...uidProblems(ledger),
    ...hostProblems(ledger),
    ...poolProblems(services, settings),
    ...configKeyProblems(services),
    ...missingConfigProblems(services, settings),
    ...resourceNameProblems(services),
    ...signOnProblems(services, settings),
    ...needProblems(ledger, services, needs),
    ...imagePolicyProblems(settings),
  ];
  if (problems.length > 0) return { services, problems: inOrder(problems, ledger) };
  return { services: withPeers(ledger, services, needs), problems };
}

/** A definition as far as it can be parsed; `spec` is undefined if its meaning cannot be guessed. */
interface Parsed {
  readonly name: string;
  readonly spec: ParsedSpec | undefined;
  /** Corrected names of containers -> their names in the definition. */
  readonly names: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

function parse({ name, spec }: ServiceDefinition): Parsed {
  const read = readBy(serviceSchema, spec, name, FIELDS_OF_OTHERS);
  if ("data" in read) return { name, spec: read.data, names: new Map(), problems: [] };
  const named = withUsableNames(spec);
  return { name, spec: repaired(named.spec), names: named.names, problems: read.problems };
}

function checkService(
  { name, spec, names, problems: refused }: Parsed,
  settings: Settings,
  signOn: SignOn,
): { service: Service | undefined; problems: readonly Problem[] } {
  if (!spec) return { service: undefined, problems: refused };
  const { service, problems } = withDefaults(name, spec, settings, signOn);
  const unsure = [...refused, ...problems].some(({ where }) => /^[^.]*\.(containers|secrets)\b/.test(where));
  const further = SERVICE_CHECKS.flatMap((check) => check(service, settings, unsure));
  const found = [...problems, ...further].filter((problem) => !isAnswered(problem, refused));
  const moved = new Set([...names.keys()].map((each) => `${name}.containers.${each}.`));
  const others = found.filter(({ where }) => ![...moved].some((place) => where.startsWith(place)));
  return { service, problems: [...refused, ...others, ...inside(found, name, names)] };
}

/** Whether a problem is about a value that was refused already and replaced by a substitute. */
const isAnswered = ({ where }: Problem, refused: readonly Problem[]): boolean =>
  refused.some((problem) => where === problem.where || where.startsWith(`${problem.where}.`));

/** The problems grouped by service, in the ledger's order; problems of no service come last. */
function inOrder(problems: readonly Problem[], { services }: Ledger): Problem[] {
  const names = services.map(({ name }) => name);
  const rank = ({ where }: Problem): number => {
    const index = names.findIndex((name) => where === name || where.startsWith(`${name}.`));
    return index === -1 ? names.length : index;
  };
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
