import { z } from "zod";
import contract from "../../contract/constants.json" with { type: "json" };
import type { Manifest } from "../../core/plan/plan-types.ts";
import type { Version } from "../../core/plan/pod-change.ts";
import { unbundled } from "../../core/text/bundle.ts";

const { format: FORMAT, manifest: MANIFEST } = contract.generation;

const mounted = z.object({ secret: z.string(), type: z.enum(["mount", "env"]), target: z.string() });

/** Manifests that were written before containers had a role name Caddy and the LDAP outpost like this. */
const ROLES_BY_NAME: Readonly<Record<string, string>> = { caddy: "proxy", ldap: "directory" };

const kept = z.object({
  format: z.number().max(FORMAT),
  service: z.string(),
  uid: z.number(),
  network: z.string().nullish(),
  pods: z.array(z.object({ name: z.string(), slot: z.number().nullable(), containers: z.array(z.string()) })),
  containers: z.record(
    z.string(),
    z.object({
      role: z.string().optional(),
      image: z.string(),
      within: z.number(),
      secrets: z.array(mounted).default([]),
    }),
  ),
  web: z.object({ container: z.string().default(""), healthPath: z.string() }).nullish(),
  data: z.record(z.string(), z.enum(["never", "recreate", "auto"])).default({}),
  // An object in format 1.
  files: z.record(
    z.string(),
    z.union([z.string(), z.object({ effect: z.string() }).transform(({ effect }) => effect)]),
  ),
});

/**
 * The version of a service that a bundle holds; undefined if its manifest is newer than this program, or none.
 * @param bundle the spec of `quadlets`, of this program or of an older one
 */
export function versionOf(bundle: string): Version | undefined {
  const files = unbundled(bundle);
  const read = kept.safeParse(parsed(files.get(MANIFEST)));
  if (!read.success) return undefined;
  const { containers, network = null, web = null, ...rest } = read.data;
  const named = Object.entries(containers).map(([name, { role, ...container }]) => [
    name,
    { role: role ?? ROLES_BY_NAME[name] ?? "application", ...container },
  ]);
  const manifest = { ...rest, network, web, containers: Object.fromEntries(named) as Manifest["containers"] };
  return { manifest: manifest as Manifest, files };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
