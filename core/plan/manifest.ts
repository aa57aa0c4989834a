import { sha256 } from "../text/bundle.ts";
import { healthPath } from "../web/caddyfile.ts";
import type { GenerationFile } from "../units/generation-file.ts";
import { networkName } from "../service/names.ts";
import type { Manifest, ManifestContainer } from "./plan-types.ts";
import { hasState, type Pod, podsOf } from "../units/pods.ts";
import type { Container, MountedSecret, Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";

/** What the host needs to know about a generation, in an order that never depends on how a definition is written. */
export function manifest(service: Service, settings: Settings, files: readonly GenerationFile[]): Manifest {
  const pods = podsOf(service, settings);
  return {
    service: service.name,
    uid: service.uid,
    network: hasState(service) ? networkName(service.name) : null,
    pods: pods.map(({ name, slot, containers }) => ({ name, slot, containers: containers.map((each) => each.name) })),
    containers: containersOf(pods),
    web: service.web ? { names: service.web.hosts, healthPath: healthPath(service) } : null,
    files: Object.fromEntries(
      files
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ path, content, effect }) => [path, { sha256: sha256(content), effect }]),
    ),
  };
}

function containersOf(pods: readonly Pod[]): Record<string, ManifestContainer> {
  const all = new Map(pods.flatMap(({ containers }) => containers.map((each) => [each.name, each])));
  return Object.fromEntries([...all.keys()].sort().map((name) => [name, manifestContainer(all.get(name))]));
}

function manifestContainer(container: Container | undefined): ManifestContainer {
  if (!container) throw new Error("a pod without its container");
  const { image, health, secrets } = container;
  const sorted = secrets.map(plainSecret).toSorted((a, b) => (secretKey(a) < secretKey(b) ? -1 : 1));
  return { image, within: health.withinSeconds, secrets: sorted };
}

const plainSecret = ({ secret, type, target }: MountedSecret): MountedSecret => ({ secret, type, target });
const secretKey = ({ secret, type, target }: MountedSecret): string => [secret, type, target].join("\0");
