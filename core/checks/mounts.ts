import type { Problem } from "../problems/problem.ts";
import type { Container, Service } from "../service/service.ts";
import { sortedBy } from "../text/sorted.ts";

interface Mount {
  readonly path: string;
  readonly what: string;
  /** Whether something can be mounted inside of it. */
  readonly kind: "folder" | "read-only folder" | "file";
}

/** Folders that the program itself mounts into containers. */
const OWN: readonly Mount[] = [
  { path: "/run/secrets", what: "its secrets", kind: "read-only folder" },
  { path: "/homelab", what: "the health probe", kind: "read-only folder" },
  { path: "/homelab-ca", what: "the CA of Authentik's certificate", kind: "read-only folder" },
];

/** Folders of the kernel: nothing can be mounted there or inside. */
const KERNEL = ["/dev", "/proc", "/sys"];
/** Folders that the image's programs need to start, and files that Podman writes for each container. */
const NEEDED = [
  ...["/bin", "/boot", "/etc", "/lib", "/lib64", "/run", "/sbin", "/usr", "/var"],
  ...["/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv"],
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
  const [reserved, free] = partition(mountsOf(container), ({ path }) => isReserved(path));
  const mounts = sortedBy([...OWN, ...free], ({ path }) => path);
  const clashes = mounts.flatMap((inner, index) => {
    const outer = mounts.slice(0, index).findLast(({ path }) => isInside(inner.path, path));
    return outer ? clash(where, outer, inner) : [];
  });
  return [...reserved.map(({ path, what }) => reservedPath(where, path, what)), ...clashes];
}

const partition = <T>(list: readonly T[], belongs: (each: T) => boolean): [T[], T[]] => [
  list.filter(belongs),
  list.filter((each) => !belongs(each)),
];

const isReserved = (path: string): boolean => NEEDED.includes(path) || KERNEL.some((folder) => isInside(path, folder));

const reservedPath = (where: string, path: string, what: string): Problem => ({
  where,
  problem: `${path} (${what}) is a path that the container itself needs`,
  fix: "mount it elsewhere, or at one of the application's own folders inside it",
});

function mountsOf({ volumes, files, scrapeTargets }: Container): Mount[] {
  const scrapes = scrapeTargets === undefined ? [] : [scrapeTargets];
  return [
    ...volumes.map(
      ({ path, readOnly }) => ({ path, what: "a volume", kind: readOnly ? "read-only folder" : "folder" }) as const,
    ),
    ...files.map(({ path }) => ({ path, what: "a file", kind: "file" }) as const),
    ...scrapes.map((path) => ({ path, what: "the scrape list", kind: "read-only folder" }) as const),
  ];
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** A mount inside a writable folder is allowed, because Podman mounts the outer one first. */
function clash(where: string, outer: Mount, inner: Mount): Problem[] {
  if (outer.path === inner.path) {
    const problem = `${inner.path} is both ${outer.what} and ${inner.what}`;
    return [{ where, problem, fix: "mount one of them elsewhere" }];
  }
  if (outer.kind === "folder") return [];
  const problem = `${inner.path} (${inner.what}) is inside ${outer.path} (${outer.what}), which is read-only`;
  const fix = outer.what === "a volume" ? "mount it elsewhere, or remove readOnly" : "mount it elsewhere";
  return [{ where, problem, fix }];
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
