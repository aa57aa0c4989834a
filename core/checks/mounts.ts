import type { Problem } from "../problems/problem.ts";
import type { Container, Service } from "../service/service.ts";
import { sortedBy } from "../text/sorted.ts";
import { templateExists } from "../text/template.ts";

interface Mount {
  readonly path: string;
  readonly what: string;
}

/** Folders that the program itself mounts into containers. */
const OWN: readonly Mount[] = [
  { path: "/run/secrets", what: "its secrets" },
  { path: "/homelab", what: "the health probe" },
  { path: "/homelab-ca", what: "the CA of Authentik's certificate" },
];

/** Problems of a container's mounts. */
export function mountProblems(service: Service): Problem[] {
  return [
    ...service.containers.flatMap((container) => containerMounts(service.name, container)),
    ...ownerProblems(service),
  ];
}

function containerMounts(name: string, container: Container): Problem[] {
  const where = `${name}.containers.${container.name}`;
  const mounts = sortedBy([...OWN, ...mountsOf(container)], ({ path }) => path);
  const clashes = mounts.flatMap((inner, index) => {
    const outer = mounts.slice(0, index).findLast(({ path }) => isInside(inner.path, path));
    return outer ? [clash(where, outer, inner)] : [];
  });
  return [...clashes, ...templateProblems(where, container)];
}

function mountsOf({ volumes, files, scrapeTargets }: Container): Mount[] {
  return [
    ...volumes.map(({ path }) => ({ path, what: "a volume" })),
    ...files.map(({ path }) => ({ path, what: "a file" })),
    ...(scrapeTargets === undefined ? [] : [{ path: scrapeTargets, what: "the scrape list" }]),
  ];
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

function clash(where: string, outer: Mount, inner: Mount): Problem {
  if (outer.path === inner.path) {
    const problem = `${inner.path} is both ${outer.what} and ${inner.what}`;
    return { where, problem, fix: "mount one of them elsewhere" };
  }
  const problem = `${inner.path} (${inner.what}) is inside ${outer.path} (${outer.what})`;
  return { where, problem, fix: "mount them side by side, because one would hide a part of the other" };
}

function templateProblems(where: string, { files }: Container): Problem[] {
  return files
    .map(({ path, template }) => ({ path, file: `services/${template}` }))
    .filter(({ file }) => !templateExists(file))
    .map(({ path, file }) => ({
      where: `${where}.files.${path}`,
      problem: `templates/${file} does not exist`,
      fix: "create the file, or name another one",
    }));
}

/** A folder of a dataset has one owner, even if several containers mount it. */
function ownerProblems({ name, containers }: Service): Problem[] {
  const owners = new Map<string, { container: string; owner: number }>();
  const problems: Problem[] = [];
  for (const container of containers) {
    for (const { path, data, dir, owner } of container.volumes) {
      const folder = dir === "" ? data : `${data}/${dir}`;
      const known = owners.get(folder);
      if (!known) owners.set(folder, { container: container.name, owner });
      else if (known.owner !== owner) {
        const where = `${name}.containers.${container.name}.volumes.${path}`;
        const problem = `${folder} would belong to ${owner} here and to ${known.owner} in ${known.container}`;
        problems.push({ where, problem, fix: "give both the same owner, or a folder each (dir)" });
      }
    }
  }
  return problems;
}
