/**
 * An image's name in Podman's form: on Docker Hub a name without a folder is in `library`, and `index.docker.io` is
 * another name of `docker.io` (the reference grammar of containers/image). The deploy finds an image by this name.
 */
export function canonicalImage(image: string): string {
  const [, rest] = /^(?:index\.)?docker\.io\/(.+)$/.exec(image) ?? [];
  if (rest === undefined) return image;
  return rest.includes("/") ? `docker.io/${rest}` : `docker.io/library/${rest}`;
}
