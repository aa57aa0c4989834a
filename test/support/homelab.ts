import { Host } from "../../components/host/host.ts";
import { hostAccess } from "../../components/host/host-access.ts";
import { Service } from "../../components/service/service.ts";
import { stackConfig } from "../../components/stack/settings.ts";
import { feedsPlan, hostPlan, quietPlan } from "./plans.ts";

/** The only config secret of the planned services. */
export const CONFIG = { "homelab:feeds-api-key": "s3cret/from@config" };

export const ADDRESS = { address: "192.0.2.7", port: 22, user: "root", hostKey: "ssh-ed25519 AAAATEST" };

/** A host with two services, as index.ts makes them. */
export function homelab(): { host: Host; feeds: Service; quiet: Service } {
  const config = stackConfig();
  const host = new Host(hostPlan.name, { plan: hostPlan, access: hostAccess(ADDRESS) });
  const feeds = new Service("feeds", { plan: feedsPlan, host, config });
  const quiet = new Service("quiet", { plan: quietPlan, host, config });
  return { host, feeds, quiet };
}
