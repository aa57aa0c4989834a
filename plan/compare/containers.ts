import contract from "../../contract/constants.json" with { type: "json" };
import type { ManifestContainer } from "../../core/plan/plan-types.ts";
import type { Version } from "../../core/plan/pod-change.ts";
import type { PlanChange } from "../../core/schema/plan-report.ts";
import { readUnit, type Unit } from "../past/unit.ts";
import { secondsWords, sizeWords } from "./amounts.ts";
import { imageChange } from "./images.ts";
import { keyChanges, listChanges } from "./names.ts";

const { units: UNITS } = contract.generation;

/** What changes in the containers of a service, by container. */
export function containerChanges(before: Version, after: Version): PlanChange[] {
  const [old, now] = [before.manifest.containers, after.manifest.containers];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort().flatMap((name): PlanChange[] => {
    const [was, is] = [old[name], now[name]];
    if (was === undefined && is !== undefined)
      return [{ how: "added", what: "container", text: `${name}: ${is.image}` }];
    if (was === undefined || is === undefined) return [{ how: "removed", what: "container", text: name }];
    return [...manifestChanges(was, is), ...unitChanges(unitOf(before, name), unitOf(after, name))].map((one) => {
      return { how: "changed", what: one.what, text: `${name}: ${one.text}` };
    });
  });
}

/** The unit of a container in the first pod that has it; those of other slots differ in the slot's number only. */
export function unitOf({ manifest, files }: Version, container: string): Unit {
  const pod = manifest.pods.find(({ containers }) => containers.includes(container));
  return readUnit(files.get(`${UNITS}/${pod?.name ?? ""}-${container}.container`) ?? "");
}

type Told = Pick<PlanChange, "what" | "text">;

/** Only what differs. */
const told = (what: string, text: string): Told[] => (text === "" ? [] : [{ what, text }]);

function manifestChanges(was: ManifestContainer, is: ManifestContainer): Told[] {
  const secrets = ({ secrets: all }: ManifestContainer): string[] =>
    all.map(({ secret, type, target }) => (type === "env" ? `${secret} (in the environment as ${target})` : secret));
  return [
    ...told("image", was.image === is.image ? "" : imageChange(was.image, is.image)),
    ...told("secrets", listChanges(secrets(was), secrets(is))),
    ...told(
      "health",
      was.within === is.within
        ? ""
        : `has to be healthy within ${secondsWords(was.within)} -> ${secondsWords(is.within)}`,
    ),
  ];
}

/** Keys of a unit that follow from something that is told already. */
const IMPLIED = [
  "Image",
  "TimeoutStartSec",
  "TimeoutStopSec",
  "HealthStartupRetries",
  "Pod",
  "ContainerName",
  "Description",
];
/** Keys whose values are told in words, without the values: they may hold anything that a person writes. */
const WORDS: Readonly<Record<string, readonly [what: string, text: string]>> = {
  Exec: ["command", "its arguments change"],
  Entrypoint: ["command", "its entrypoint changes"],
  HealthCmd: ["health", "its check changes"],
  HealthStartupCmd: ["health", "its check changes"],
  User: ["user", "it runs as another user"],
};

function unitChanges(was: Unit, is: Unit): Told[] {
  const keys = [...new Set([...Object.keys(was.others), ...Object.keys(is.others)])].sort();
  const differing = keys.filter((key) => was.others[key] !== is.others[key] && !IMPLIED.includes(key));
  const inWords = (key: string) => limits(key, was, is) ?? WORDS[key];
  const known = differing.map(inWords).filter((one) => one !== undefined);
  const rest = differing.filter((key) => inWords(key) === undefined);
  const data = ({ data: all }: Unit): Record<string, string> =>
    Object.fromEntries(
      Object.entries(all).map(([path, { folder, readOnly }]) => [path, `${folder}:${String(readOnly)}`]),
    );
  return unique([
    ...told("env", keyChanges(was.env, is.env)),
    ...known.map(([what, text]) => ({ what, text })),
    ...told("volumes", keyChanges(data(was), data(is))),
    ...told("unit", rest.join(", ")),
  ]);
}

const LIMITS: Readonly<Record<string, string>> = { MemoryMax: "memory", CPUQuota: "CPU" };

function limits(key: string, was: Unit, is: Unit): readonly [string, string] | undefined {
  const what = LIMITS[key];
  if (what === undefined) return undefined;
  const amount = ({ others }: Unit): string => sizeWords(others[key] ?? "none");
  return ["limits", `${what} ${amount(was)} -> ${amount(is)}`];
}

const unique = (all: readonly Told[]): Told[] =>
  all.filter((one, index) => all.findIndex(({ what, text }) => what === one.what && text === one.text) === index);
