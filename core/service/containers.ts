import { byName } from "../text/sorted.ts";
import { CONTAINER_DEFAULTS, NO_PORT } from "./container-defaults.ts";
import { envOf } from "./env.ts";
import type { NameScope } from "./names-given.ts";
import type { Problem } from "../problems/problem.ts";
import type { ParsedContainer } from "../schema/service.ts";
import type { Container, Health, Secret, Volume } from "./service.ts";

type ContainerScope = NameScope & { readonly name: string };

/** A container with every default applied, the secrets made for its environment, and what was found wrong on the way. */
export function containerDefaults(
  scope: ContainerScope,
  spec: ParsedContainer,
): { container: Container; made: readonly Secret[]; problems: readonly Problem[] } {
  const env = envOf(scope, scope.name, spec);
  const container: Container = {
    ...CONTAINER_DEFAULTS,
    name: scope.name,
    image: spec.image,
    entrypoint: spec.entrypoint,
    command: spec.command ?? CONTAINER_DEFAULTS.command,
    user: spec.user,
    env: env.values,
    secrets: env.secrets,
    files: byName(Object.entries(spec.files ?? {})).map(([path, template]) => ({
      path,
      // A name without a folder is the service's own template; one with a folder is shared between services.
      template: template.includes("/") ? template : `${scope.service}/${template}`,
    })),
    volumes: byName(Object.entries(spec.volumes ?? {})).map(([path, volume]): Volume => {
      const { data, dir = "", owner = spec.user ?? 0, readOnly = false, severalWriters = false } = volume;
      return { path, data, dir, owner, readOnly, severalWriters };
    }),
    memoryBytes: spec.limits.memory,
    cpuPercent: spec.limits.cpu,
    health: healthOf(scope, spec),
    stays: spec.stays ?? CONTAINER_DEFAULTS.stays,
    scrapeTargets: spec.scrapeTargets,
    stopSeconds: spec.stop ?? CONTAINER_DEFAULTS.stopSeconds,
    beforeDeploy: spec.beforeDeploy && { command: spec.beforeDeploy.command, withinSeconds: spec.beforeDeploy.within },
  };
  return { container, made: env.made, problems: env.problems };
}

/** An http health check without a port uses the port of `web`. */
function healthOf({ web, name }: ContainerScope, { health }: ParsedContainer): Health {
  const withinSeconds = health.within;
  if ("command" in health) return { kind: "command", command: health.command, withinSeconds };
  if ("tcp" in health) return { kind: "tcp", port: health.tcp, withinSeconds };
  const port = health.port ?? (web?.container === name ? web.port : NO_PORT);
  return { kind: "http", port, path: health.http, withinSeconds };
}
