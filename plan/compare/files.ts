import contract from "../../contract/constants.json" with { type: "json" };
import type { Version } from "../../core/plan/pod-change.ts";
import type { PlanChange } from "../../core/schema/plan-report.ts";
import { readUnit } from "../past/unit.ts";
import { keyChanges } from "./names.ts";

const { units: UNITS, config: CONFIG, smoke: SMOKE, manifest: MANIFEST } = contract.generation;

/** What changes in the files of a service, beside what is told of its containers. Shows how many lines, never which. */
export function fileChanges(before: Version, after: Version): PlanChange[] {
  const paths = [...new Set([...before.files.keys(), ...after.files.keys()])]
    .filter((path) => path !== MANIFEST)
    .sort();
  const found = paths.flatMap((path): PlanChange[] => {
    const [was, is] = [before.files.get(path), after.files.get(path)];
    if (was === is || isWithItsContainer(before, after, path)) return [];
    return path.startsWith(`${UNITS}/`) ? podUnit(path, was, is) : configFile(path, was, is);
  });
  return found.filter(({ text }, index) => found.findIndex((one) => one.text === text) === index);
}

/** Files of a container that comes or goes, and of a slot that does: that is told already. */
function isWithItsContainer(before: Version, after: Version, path: string): boolean {
  const names = ({ manifest }: Version): string[] => Object.keys(manifest.containers);
  const pods = ({ manifest }: Version): string[] => manifest.pods.map(({ name }) => name);
  const differ = (of: (version: Version) => string[]): string[] => [
    ...of(before).filter((one) => !of(after).includes(one)),
    ...of(after).filter((one) => !of(before).includes(one)),
  ];
  const ofContainer = differ(names).some(
    (name) => path.startsWith(`${CONFIG}/${name}/`) || path.endsWith(`-${name}.container`),
  );
  const ofPod = differ(pods).some((pod) => path === `${UNITS}/${pod}.pod` || path.startsWith(`${UNITS}/${pod}-`));
  return ofContainer || ofPod;
}

function configFile(path: string, was: string | undefined, is: string | undefined): PlanChange[] {
  const name = nameOf(path);
  if (was === undefined) return [{ how: "added", what: "file", text: name }];
  if (is === undefined) return [{ how: "removed", what: "file", text: name }];
  return [{ how: "changed", what: "file", text: `${name} (${lineCounts(was, is)})` }];
}

/** `config/app/etc/x` is `/etc/x` in `app`; Caddy's own file is named by what it is. */
function nameOf(path: string): string {
  if (path === SMOKE) return "what the smoke test expects";
  if (path === contract.generation.scrape) return "what is scraped";
  const [container = "", ...rest] = path.replace(`${CONFIG}/`, "").split("/");
  return rest.length === 1 ? `${container}: ${rest.join("")}` : `${container}: /${rest.join("/")}`;
}

function lineCounts(was: string, is: string): string {
  const [old, now] = [was.split("\n"), is.split("\n")];
  const count = (all: readonly string[], others: readonly string[]): number => {
    const left = [...others];
    return all.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    }).length;
  };
  const [added, removed] = [count(now, old), count(old, now)];
  if (added === 0 && removed === 0) return "other order of its lines";
  return `${added} ${added === 1 ? "line" : "lines"} added, ${removed} removed`;
}

/** Names of the keys that differ in a unit of a pod or a network; of a container's unit the rest is told elsewhere. */
function podUnit(path: string, was = "", is = ""): PlanChange[] {
  const kind = path.slice(path.lastIndexOf(".") + 1);
  const [old, now] = [readUnit(was), readUnit(is)];
  const keys = keyChanges(old.others, now.others);
  if (kind === "container") {
    const same = keys === "" && JSON.stringify([old.env, old.data]) === JSON.stringify([now.env, now.data]);
    return same ? [{ how: "changed", what: "unit", text: "only comments" }] : [];
  }
  return [{ how: "changed", what: kind, text: keys === "" ? "only comments" : keys }];
}
