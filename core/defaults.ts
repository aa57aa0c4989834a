import { byName } from "./by-name.ts";
import { containerDefaults } from "./container-defaults.ts";
import { configSecretKey } from "./names.ts";
import type { Problem } from "./problems.ts";
import type { ParsedSpec } from "./schema.ts";
import type { SecretTemplate } from "./secret-refs.ts";
import type { Container, Dataset, Secret, SecretSource, Service, Web } from "./service.ts";

const DRAIN_SECONDS = 30;

/** A service with every default applied, and what was found wrong on the way. With problems it must not be planned. */
export interface Normalised {
  readonly service: Service;
  readonly problems: readonly Problem[];
}

/** Fills in what a definition leaves out; nothing later asks whether a field was given. */
export function withDefaults(name: string, spec: ParsedSpec, domain: string): Normalised {
  const web = webDefaults(spec, domain);
  const replicas = spec.replicas ?? 1;
  const containers = byName(Object.entries(spec.containers)).map(([key, container]) =>
    containerDefaults({ service: name, domain, web, name: key }, container),
  );
  const service: Service = {
    name,
    uid: spec.uid,
    exposure: spec.exposure ?? (web ? "private" : "local"),
    web,
    replicas,
    update: spec.update ?? (replicas > 1 ? "rolling" : "inPlace"),
    drainSeconds: spec.drain ?? DRAIN_SECONDS,
    containers: containers.map(({ container }): Container => container),
    data: byName(Object.entries(spec.data ?? {})).map(([key, { pool, quota, preset = "default" }]): Dataset => {
      return { key, pool, quotaBytes: quota, preset };
    }),
    secrets: byName(Object.entries(spec.secrets ?? {})).map(([key, source]): Secret => {
      return { name: key, source: secretSource(name, key, source) };
    }),
  };
  return { service, problems: containers.flatMap(({ problems }) => problems) };
}

function webDefaults({ web, containers }: ParsedSpec, domain: string): Web | undefined {
  if (!web) return undefined;
  const subdomains = [web.subdomain].flat();
  const hosts = subdomains.map((label) => (label === "@" ? domain : `${label}.${domain}`));
  const names = Object.keys(containers);
  const rolling = names.find((name) => containers[name]?.stays !== true);
  return {
    subdomains,
    hosts,
    url: `https://${hosts[0] ?? ""}`,
    port: web.port,
    container: web.container ?? rolling ?? names[0] ?? "",
    proxied: web.dns?.proxied ?? false,
    ttlSeconds: web.dns?.ttl,
  };
}

function secretSource(service: string, name: string, source: "generated" | "config" | SecretTemplate): SecretSource {
  if (source === "generated") return { kind: "generated" };
  if (source === "config") return { kind: "config", key: configSecretKey(service, name) };
  return { kind: "template", text: source.text };
}
