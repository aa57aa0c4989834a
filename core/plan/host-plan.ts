import { bundle, bundled } from "../text/bundle.ts";
import { ingressFiles } from "../web/envoy.ts";
import type { Settings } from "../schema/settings.ts";

/** The oldest Podman that supports every unit key of the templates. */
const PODMAN = "5.4";

/** The base of all services of a host, as plain data. */
export interface HostPlan {
  readonly name: string;
  /** Stdin of `homelab host apply <name>`. */
  readonly baseSpec: string;
  /** Stdin of `homelab ingress apply <name>`. */
  readonly ingressSpec: string;
}

/** The plan of the host that the settings name. */
export function planHost({ host, images }: Settings): HostPlan {
  const pools = Object.keys(host.pools).sort().join(",");
  const base = [`pools=${pools}`, `podman=${PODMAN}`];
  const files = ingressFiles(host.name, images.envoy).map(bundled);
  const { text } = bundle(files, (each) => [`image=${images.envoy}`, `generation=${each}`]);
  return { name: host.name, baseSpec: `${base.join("\n")}\n`, ingressSpec: text };
}
