import contract from "../../contract/constants.json" with { type: "json" };
import { ingressProbePath } from "../web/caddyfile.ts";
import type { GenerationFile } from "../units/generation-file.ts";
import { datasetName, networkName } from "../service/names.ts";
import type { Manifest, ManifestContainer } from "./plan-types.ts";
import { type Container, hasState, type MountedSecret, runningContainers, type Service } from "../service/service.ts";
import { sortedBy } from "../text/sorted.ts";

/** What the host needs to know about a generation, in an order that does not depend on the order in the definition. */
export function manifest(service: Service, files: readonly GenerationFile[]): Manifest {
  return {
    format: contract.generation.format,
    service: service.name,
    uid: service.uid,
    network: hasState(service) ? networkName(service.name) : null,
    pods: service.pods.map(({ name, slot, containers }) => ({
      name,
      slot,
      containers: containers.map((each) => each.name),
    })),
    containers: Object.fromEntries(runningContainers(service).map((each) => [each.name, manifestContainer(each)])),
    web: service.web ? { container: service.web.container, healthPath: ingressProbePath(service) } : null,
    data: Object.fromEntries(
      service.data.map((each) => [datasetName(each.pool, service.name, each.key), each.rollback]),
    ),
    files: Object.fromEntries(sortedBy(files, ({ path }) => path).map(({ path, effect }) => [path, effect])),
  };
}

function manifestContainer({ role, image, health, secrets, beforeDeploy }: Container): ManifestContainer {
  return {
    role,
    image,
    within: health.withinSeconds,
    ...(beforeDeploy && { beforeDeploy: { command: beforeDeploy.command, within: beforeDeploy.withinSeconds } }),
    secrets: sortedBy(secrets.map(plainSecret), secretKey),
  };
}

const plainSecret = ({ secret, type, target }: MountedSecret): MountedSecret => ({ secret, type, target });
const secretKey = ({ secret, type, target }: MountedSecret): string => [secret, type, target].join("\0");
