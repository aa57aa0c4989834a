import type { Problem } from "../problems/problem.ts";
import type { Service } from "../service/service.ts";

const FIX = 'write registry/name:tag, such as "docker.io/library/redis:8.0"';
const NAME = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+:[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Images whose registry or version somebody else would choose. */
export function imageProblems({ name, containers }: Service): Problem[] {
  return containers.flatMap(({ name: container, image }) => {
    const problem = imageProblem(image);
    return problem === undefined ? [] : [{ where: `${name}.containers.${container}.image`, problem, fix: FIX }];
  });
}

function imageProblem(image: string): string | undefined {
  const [name = "", ...digests] = image.split("@");
  const registry = name.includes("/") ? name.slice(0, name.indexOf("/")) : "";
  if (!/[.:]|^localhost$/.test(registry)) return `"${image}" names no registry`;
  if (!/:[^/]+$/.test(name)) return `"${image}" has no tag`;
  if (!NAME.test(name)) return `"${image}" is not an image`;
  const [digest] = digests;
  if (digest === undefined) return undefined;
  return digests.length === 1 && DIGEST.test(digest) ? undefined : `"${image}" has no valid digest`;
}
