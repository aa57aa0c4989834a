import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { findCommand } from "./prerequisites.ts";

/** What to do when Debian's packages cannot be had; used by every step that downloads some. */
export const mirrorFix =
  "check the network, or name another mirror in HOMELAB_DEBIAN_MIRROR (trixie, trixie-backports; main contrib)";

const release = /^(oldstable|stable|testing|sid|unstable|[a-z]+)$/;

/** The addresses of Debian's own archive in a `sources.list` or a deb822 `.sources` file, in their order. Pure. */
function archiveUris(text: string): string[] {
  const oneLine = [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/gm)].map(
    ([, uri = "", suite = "", components = ""]) => ({ uri, suites: [suite], components }),
  );
  const stanzas = text.split(/\n\s*\n/).map((stanza) => {
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.+)$`, "m").exec(stanza)?.[1] ?? "";
    const [uri = ""] = field("URIs").split(/\s+/);
    return { uri, suites: field("Suites").split(/\s+/), components: field("Components") };
  });
  return [...oneLine, ...stanzas]
    .filter(({ suites, components }) => suites.some((one) => release.test(one)) && /\bmain\b/.test(components))
    .map(({ uri }) => uri.replace(/\/$/, ""))
    .filter((uri) => uri.endsWith("/debian"));
}

function machineSources(folder = "/etc/apt"): string[] {
  const parts = join(folder, "sources.list.d");
  const files = existsSync(parts) ? readdirSync(parts).sort() : [];
  return [join(folder, "sources.list"), ...files.map((name) => join(parts, name))].filter((file) => existsSync(file));
}

/** The address that mmdebstrap itself would take. */
function defaultOfMmdebstrap(): string | undefined {
  const program = findCommand("mmdebstrap");
  return program === undefined ? undefined : /https?:\/\/[^\s"']+\/debian\b/.exec(readFileSync(program, "utf8"))?.[0];
}

/**
 * The Debian archive that everything is fetched from: $HOMELAB_DEBIAN_MIRROR, else this computer's own, else mmdebstrap's.
 * @throws Failure when none of them names one
 */
export function debianMirror(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const found =
    env["HOMELAB_DEBIAN_MIRROR"] ??
    machineSources().flatMap((file) => archiveUris(readFileSync(file, "utf8")))[0] ??
    defaultOfMmdebstrap();
  if (found !== undefined) return found;
  throw new Failure(
    "Debian's packages",
    "this computer has no Debian mirror configured",
    "set one in HOMELAB_DEBIAN_MIRROR",
  );
}
