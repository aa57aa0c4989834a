import contract from "../../contract/constants.json" with { type: "json" };
import { planHost } from "../../core/plan/host-plan.ts";
import { planAll } from "../../core/plan/plan.ts";
import { rolloutSpec } from "../../core/plan/rollout.ts";
import { isHostStep } from "../../core/plan/step.ts";
import { parseSettings, type Settings } from "../../core/schema/settings.ts";
import { bundle, unbundled } from "../../core/text/bundle.ts";
import { CASES, OLD_LINE, type PullRequest, SETTINGS, TEMPLATE } from "./cases.ts";

/** Name of a resource -> its spec. */
export type Specs = ReadonlyMap<string, string>;

/** In place of every revision of a secret. */
export const REVISION = "0123456789ab";

export const settingsOf = ({ settings = {} }: PullRequest): Settings =>
  parseSettings({ ...SETTINGS, ...settings, configSecrets: ["tlsCaKey"] });

/** The specs that a pull request's definitions and settings ask for. */
export function specsOf(pullRequest: PullRequest): Specs {
  const settings = settingsOf(pullRequest);
  const { name, baseSpec, ingressSpec } = planHost(settings);
  const services = planAll(pullRequest.services, settings).services.flatMap((plan): [string, string][] => {
    const revisions = Object.fromEntries(plan.secrets.map((secret) => [secret.name, REVISION]));
    const specs = plan.steps.filter(isHostStep).map(({ role, spec = "" }) => [`${plan.name}-${role}`, spec] as const);
    const known = specs.filter(([, spec]) => spec !== "").map(([resource, spec]): [string, string] => [resource, spec]);
    return [...known, [`${plan.name}-rollout`, rolloutSpec(plan, revisions)]];
  });
  return new Map([...services, [`${name}-base`, baseSpec], [`${name}-ingress`, ingressSpec]]);
}

/** The specs of the home as it was deployed before a pull request. */
export function specsBefore(name: string): Specs {
  const { nothing } = CASES;
  if (nothing === undefined) throw new Error("there is no case of nothing");
  const specs = specsOf(nothing);
  return name === "file-change" ? withOldFile(specs) : specs;
}

/** The same with the text that a template had. */
function withOldFile(specs: Specs): Specs {
  const [service, path] = [
    "calendar",
    `${contract.generation.config}/app/etc/radicale/${TEMPLATE.split("/").at(-1) ?? ""}`,
  ];
  const files = [...unbundled(specs.get(`${service}-quadlets`) ?? "")].map(([each, content]) => {
    return { path: each, content: each === path ? `${content}${OLD_LINE}\n` : content };
  });
  const { hash, text } = bundle(files, (each) => [`generation=${each}`]);
  const rollout = (specs.get(`${service}-rollout`) ?? "").replace(/^generation=.*$/m, `generation=${hash}`);
  return new Map([...specs, [`${service}-quadlets`, text], [`${service}-rollout`, rollout]]);
}
