/** An image's name without tag and digest, and what says which version it is. */
interface Reference {
  readonly name: string;
  readonly version: string;
}

const DIGEST = "@sha256:";
/** As many digits of a digest as tell two apart. */
const SHOWN = 12;

export const isPinned = (image: string): boolean => image.includes(DIGEST);

function reference(image: string): Reference {
  const [tagged = "", digest] = image.split(DIGEST);
  const [, name = tagged, tag = ""] = /^(.*):([^/:]+)$/.exec(tagged) ?? [];
  const short = digest === undefined ? "" : `${DIGEST}${digest.slice(0, SHOWN)}…`;
  return { name, version: `${tag}${short}` };
}

/** `docker.io/miniflux/miniflux 2.2.6 -> 2.2.7`. */
export function imageChange(before: string, after: string): string {
  const [was, is] = [reference(before), reference(after)];
  return was.name === is.name
    ? `${is.name} ${was.version} -> ${is.version}`
    : `${was.name} ${was.version} -> ${is.name} ${is.version}`;
}
