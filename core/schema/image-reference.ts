import { z } from "zod";
import { quoted } from "../problems/quoted.ts";
import type { Wording } from "../problems/wording.ts";
import { worded } from "./builders.ts";

export type ImageRef = `${string}/${string}:${string}`;

// The grammar of the OCI distribution specification and of github.com/distribution/reference.
const HOST_PART = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const PORT = "(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})";
/** With a dot, a port or the name localhost; otherwise it would be a folder of Docker Hub. */
const REGISTRY = `(?:${HOST_PART}(?:\\.${HOST_PART})+(?::${PORT})?|${HOST_PART}:${PORT}|localhost)`;
const FOLDER = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const NAME = `(?=[^@]{1,255}(?:@|$))${REGISTRY}(?:/${FOLDER})+`;
const TAG = ":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
const DIGEST = "@sha256:[0-9a-f]{64}";

/**
 * An image's name in Podman's form: on Docker Hub a name without a folder is in `library`, and `index.docker.io` is
 * another name of `docker.io` (the reference grammar of containers/image). The host finds an image by this name.
 */
export function canonicalImage(image: string): string {
  const [, rest] = /^(?:index\.)?docker\.io\/(.+)$/.exec(image) ?? [];
  if (rest === undefined) return image;
  return rest.includes("/") ? `docker.io/${rest}` : `docker.io/library/${rest}`;
}

const IMAGE = new RegExp(`^${NAME}(?:${TAG}(?:${DIGEST})?|${DIGEST})$`);

const WORDING: Wording = {
  what: "an image",
  explain,
  fix: 'write registry/name:tag, such as "docker.io/library/redis:8.0"',
  standIn: "localhost/stand-in:1",
};

/**
 * An image with an explicit registry and version: `registry/name:tag`, `registry/name:tag@sha256:…` or
 * `registry/name@sha256:…`. Reading it yields Podman's name for it.
 */
export const image = worded(
  z.string().regex(IMAGE, { abort: true }).overwrite(canonicalImage),
  WORDING,
) as unknown as z.ZodType<ImageRef, ImageRef>;

function explain(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [name = "", digest] = value.split("@");
  const registry = name.includes("/") ? name.slice(0, name.indexOf("/")) : "";
  if (!/[.:]|^localhost$/.test(registry)) return `${quoted(value)} names no registry`;
  if (digest === undefined && !/:[^/]+$/.test(name)) return `${quoted(value)} has no tag`;
  return digest === undefined || new RegExp(`^${DIGEST}$`).test(`@${digest}`)
    ? undefined
    : `${quoted(value)} has no valid digest`;
}
