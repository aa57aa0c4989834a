import type { Settings } from "../schema/settings.ts";
import type { Service } from "../service/service.ts";
import { ingressProbePath } from "../web/caddyfile.ts";

/** The host tests its own services in a deploy, so no `lan` may exclude it. */
const LOOPBACK: readonly string[] = ["127.0.0.0/8", "::1/128"];

/** Stdin of `homelab route apply <name>`; undefined without `web`. */
export function routeSpec(service: Service, { lan }: Settings): string | undefined {
  const { name, uid, web, exposure } = service;
  if (!web) return undefined;
  const sources = exposure === "public" ? [] : [...new Set([...LOOPBACK, ...lan])];
  const health = ingressProbePath(service);
  const route = { service: name, uid, names: web.hosts, health, sources };
  return `${JSON.stringify(route, null, 2)}\n`;
}
