import contract from "../../contract/constants.json" with { type: "json" };
import { type BundledFile, bundle, bundled } from "../text/bundle.ts";
import { checkAll } from "../checks/check.ts";
import { type PolicyFinding, policyWarnings } from "../checks/policies.ts";
import { configFiles } from "./config-files.ts";
import { datasetPlans } from "./dataset-plan.ts";
import { signInKind, signInOf } from "../service/auth/kinds.ts";
import type { Ledger } from "../service/ledger.ts";
import { manifest } from "./manifest.ts";
import { withThoseThatNeed } from "../service/needs.ts";
import { containerServiceName, networkServiceName, podServiceName, userName } from "../service/names.ts";
import { planProblem } from "./plan-problem.ts";
import type { Generation, ServicePlan } from "./plan-types.ts";
import { type Problem, Problems } from "../problems/problem.ts";
import { unitFiles } from "../units/quadlet.ts";
import { recordsOf, routerNames } from "../web/records.ts";
import { hasState, type Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { smokeTest } from "./smoke.ts";
import { stepsOf } from "./steps.ts";
import { sharedSsoPlan, type SharedSsoPlan } from "../authentik/sso-shared.ts";
import { ssoPlan } from "../authentik/sso.ts";

/** The plans of all services. */
export interface Plan {
  /** Sorted topologically by `needs`, and otherwise in the ledger's order. */
  readonly services: readonly ServicePlan[];
  /** Services that are left out until single sign-on is enabled, because they would be open to everybody or require one that would. */
  readonly awaitingSso: readonly string[];
  /** Undefined if no service has a sign-in. */
  readonly sso: SharedSsoPlan | undefined;
  /** What a policy of the home warns of. */
  readonly warnings: readonly PolicyFinding[];
}

/**
 * The plans of all services.
 * @throws Problems with all problems of the definitions.
 */
export const planAll = (ledger: Ledger, settings: Settings): Plan => planChecked(checkAll(ledger, settings), settings);

/**
 * The plans of services that the checks have accepted.
 * @throws Problems for values that a file cannot contain.
 */
export function planChecked(checked: readonly Service[], settings: Settings): Plan {
  const problems: Problem[] = [];
  const closed = settings.sso.enabled ? [] : checked.filter(({ web }) => web?.signOn);
  const awaitingSso = withThoseThatNeed(closed, checked);
  const services = checked.flatMap((service) => {
    try {
      return awaitingSso.includes(service) ? [] : [planService(service, settings)];
    } catch (error) {
      problems.push(planProblem(service, error));
      return [];
    }
  });
  if (problems.length > 0) throw new Problems(problems);
  const sso = sharedSsoPlan(
    services.map((plan) => plan.sso),
    settings,
  );
  const running = checked.filter((service) => !awaitingSso.includes(service));
  const warnings = policyWarnings(running, settings);
  return { services, awaitingSso: awaitingSso.map(({ name }) => name), sso, warnings };
}

/**
 * Everything that the resources of one service need.
 * @throws TemplateError, EncodingError for a value that its file cannot contain.
 */
export function planService(service: Service, settings: Settings): ServicePlan {
  const generation = planGeneration(service);
  const records = recordsOf(service, settings.dns);
  const signIn = signInOf(service.name, service.web);
  return {
    name: service.name,
    uid: service.uid,
    user: userName(service.name),
    url: service.web?.url,
    exposure: service.exposure,
    needs: service.needs.map(({ name }) => name),
    reaches: service.reaches.map(({ name }) => name),
    dns: settings.dns,
    records,
    routerNames: routerNames(service, records),
    auth: service.web?.auth.kind ?? "none",
    openPaths: signIn && signInKind(signIn.auth.kind).openPaths?.(signIn.auth),
    publicReason: service.web?.auth.kind === "none" ? service.web.auth.reason : undefined,
    sso: ssoPlan(service, settings),
    datasets: datasetPlans(service),
    secrets: service.secrets.map(({ name, source }) => ({ name, source })),
    generation,
    rollout: { strategy: service.update, drainSeconds: service.drainSeconds },
    smoke: smokeTest(service, settings, records),
    steps: stepsOf(service, generation, settings),
    units: unitNames(service),
  };
}

function planGeneration(service: Service): Generation {
  const files = [...unitFiles(service), ...configFiles(service)].map(bundled);
  const described = manifest(service, files);
  const manifestFile: BundledFile = {
    path: contract.generation.manifest,
    content: `${JSON.stringify(described, null, 2)}\n`,
  };
  const { hash, text } = bundle([...files, manifestFile], (each) => [`generation=${each}`]);
  return { hash, bundle: text, manifest: described };
}

function unitNames(service: Service): string[] {
  const pods = service.pods.flatMap(({ name, containers }) => [
    podServiceName(name),
    ...containers.map((container) => containerServiceName(name, container.name)),
  ]);
  return [...(hasState(service) ? [networkServiceName(service.name)] : []), ...pods].sort();
}
