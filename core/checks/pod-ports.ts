import type { Problem } from "../problems/problem.ts";
import { NO_PORT } from "../service/container-defaults.ts";
import { signInKind, signInOf } from "../service/auth/kinds.ts";
import type { Container, Service } from "../service/service.ts";
import { PROXY_HEALTH_PORT, TLS_PORT } from "../service/proxy.ts";
import { databasePort } from "./databases.ts";

/** The containers of a pod share its ports, so each port can be used only once, and the program uses some itself. */
export function podPortProblems(service: Service): Problem[] {
  const moving = service.containers.filter(({ stays }) => !stays);
  const staying = service.containers.filter(({ stays }) => stays);
  return [...ownPortProblems(service, moving), ...sharedPorts(service, moving), ...sharedPorts(service, staying)];
}

/** Ports in a slot that sidecars use -> the sidecar. */
function taken({ name, web }: Service): ReadonlyMap<number, string> {
  const signIn = signInOf(name, web);
  const sidecar = signIn && signInKind(signIn.auth.kind).sidecar;
  const caddy = web ? [TLS_PORT, PROXY_HEALTH_PORT] : [];
  return new Map([
    ...(sidecar?.ports ?? []).map((port) => [port, sidecar?.what ?? ""] as const),
    ...caddy.map((port) => [port, "the sidecar (Caddy)"] as const),
  ]);
}

function ownPortProblems(service: Service, moving: readonly Container[]): Problem[] {
  const { name, web } = service;
  const owners = taken(service);
  const asked = [
    ...(web ? [{ where: `${name}.web.port`, port: web.port }] : []),
    ...moving
      // A check that names no port of its own asks at that of web, which has been told of.
      .filter((container) => !(container.name === web?.container && healthPort(container) === web.port))
      .map((container) => ({
        where: `${name}.containers.${container.name}.health.port`,
        port: healthPort(container) ?? 0,
      })),
  ];
  return asked.flatMap(({ where, port }) => {
    const owner = owners.get(port);
    if (owner === undefined) return [];
    return [{ where, problem: `${port} is a port of ${owner} in the same pod`, fix: "choose another one" }];
  });
}

function sharedPorts({ name, web }: Service, containers: readonly Container[]): Problem[] {
  const owners = new Map<number, string>();
  return containers.flatMap((container) =>
    [...new Set(listensOn(container, web))].flatMap((port): Problem[] => {
      const owner = owners.get(port);
      owners.set(port, owner ?? container.name);
      if (owner === undefined) return [];
      const problem = `listens on ${port}, which ${owner} in the same pod uses already`;
      const fix = "give it another port; for a container without a port, use health: { command: […], within: … }";
      return [{ where: `${name}.containers.${container.name}`, problem, fix }];
    }),
  );
}

/** Ports on which a container listens, as far as its definition shows. */
function listensOn(container: Container, web: Service["web"]): number[] {
  const { name, image, env, command } = container;
  const health = healthPort(container);
  const told = env.some(([variable]) => variable.includes("PORT")) || command.some((word) => /port/i.test(word));
  const database = told || health !== undefined ? undefined : databasePort(image);
  return [web?.container === name ? web.port : undefined, health, database].filter((port) => port !== undefined);
}

const healthPort = ({ health }: Container): number | undefined =>
  health.kind === "command" || health.port === NO_PORT ? undefined : health.port;
