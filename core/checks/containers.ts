import { DRAIN_SECONDS } from "../service/defaults.ts";
import { NO_PORT } from "../service/container-defaults.ts";
import { PROXY_CONTAINER } from "../service/proxy.ts";
import type { Problem } from "../problems/problem.ts";
import { type Service, webContainer } from "../service/service.ts";

/** Container names that every pod uses itself. */
const RESERVED = [PROXY_CONTAINER, "infra", "pod"];

/** Problems of one service's containers. */
export function containerProblems(service: Service): Problem[] {
  return [
    ...noContainers(service),
    ...reservedNames(service),
    ...webProblems(service),
    ...portProblems(service),
    ...slotProblems(service),
    ...scrapeProblems(service),
  ];
}

function noContainers({ name, containers }: Service): Problem[] {
  if (containers.length > 0) return [];
  return [{ where: `${name}.containers`, problem: "has no container", fix: "write at least one: { app: { … } }" }];
}

function reservedNames({ name, containers }: Service): Problem[] {
  return containers
    .filter((container) => RESERVED.includes(container.name))
    .map((container) => ({
      where: `${name}.containers.${container.name}`,
      problem: `"${container.name}" is a container name that every pod uses itself`,
      fix: "choose another name, such as app",
    }));
}

function webProblems(service: Service): Problem[] {
  const { name, web, containers } = service;
  if (!web || containers.length === 0) return [];
  const where = `${name}.web.container`;
  const container = webContainer(service);
  if (!container) {
    const known = containers.map((each) => each.name).join(", ");
    if (web.container === "") {
      const rolling = containers.filter(({ stays }) => !stays).map((each) => each.name);
      const problem = `is missing: ${rolling.join(" and ")} could both answer requests`;
      return [{ where, problem, fix: "name the one that does" }];
    }
    return [{ where, problem: `there is no container "${web.container}"`, fix: `name one of ${known}` }];
  }
  if (!container.stays) return [];
  const problem = `${container.name} stays, but the container that answers requests has to run in the slots`;
  return [{ where, problem, fix: `remove stays from ${container.name}, or name another container` }];
}

function portProblems(service: Service): Problem[] {
  // Without it the answering container is unknown, which is a problem already.
  if (service.web && !webContainer(service)) return [];
  return service.containers.flatMap(({ name: container, health }) => {
    if (health.kind !== "http" || health.port !== NO_PORT) return [];
    const problem = "is missing: only the container that `web` names has a port already";
    const where = `${service.name}.containers.${container}.health.port`;
    return [{ where, problem, fix: `write the port that answers ${health.path}` }];
  });
}

function slotProblems(service: Service): Problem[] {
  const { name, replicas, update } = service;
  const problems: Problem[] = [];
  if (update === "rolling" && replicas === 1) {
    const problem = "rolling needs at least two slots, so that one answers while the other changes";
    problems.push({ where: `${name}.update`, problem, fix: 'write replicas: 2, or update: "inPlace"' });
  }
  if (service.containers.length > 0 && service.containers.every(({ stays }) => stays) && replicas > 1) {
    const problem = `is ${replicas}, but all containers stay, which run only once`;
    problems.push({
      where: `${name}.replicas`,
      problem,
      fix: "leave it out, or remove stays from containers that should run in slots",
    });
  }
  if (!service.web && service.drainSeconds !== DRAIN_SECONDS) {
    const problem = "without web there are no requests to wait for";
    problems.push({ where: `${name}.drain`, problem, fix: "leave it out; stop in a container is the time to end" });
  }
  const container = webContainer(service);
  if (container && replicas > 1 && container.health.kind !== "http") {
    const problem = `with ${replicas} slots the ingress checks whether each is ready, which needs an http health check`;
    const fix = 'write health: { http: "/…", within: "…" }, or replicas: 1';
    problems.push({ where: `${name}.containers.${container.name}.health`, problem, fix });
  }
  return problems;
}

function scrapeProblems({ name, containers }: Service): Problem[] {
  const staying = containers.filter(({ stays }) => stays).map((container) => container.name);
  if (staying.length === 0) return [];
  return containers
    .filter(({ scrapeTargets }) => scrapeTargets !== undefined)
    .map((container) => ({
      where: `${name}.containers.${container.name}.scrapeTargets`,
      problem: "scraping the host's targets and connecting to a state pod need different networks",
      fix: `remove stays from ${staying.join(", ")}, or scrape from a service of its own`,
    }));
}
