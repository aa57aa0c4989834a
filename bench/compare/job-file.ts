import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { healthPort, slotPort, subids } from "../../core/service/names.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { DOMAIN, job } from "./job.ts";
import type { Setting } from "./tool.ts";

export const peersFolder = join(projectRoot, "bench/peers");

/** The job as the peers' variables: what this program derives by itself, their users write down. */
export function writeJob({ folder, host, services }: Setting, changed: boolean): string {
  const sites = job(services, changed).map((site) => ({
    ...site,
    subid: subids(site.uid).start,
    port: slotPort(site.uid, 0),
    health_port: healthPort(site.uid, 0),
  }));
  const variables = {
    domain: DOMAIN,
    peers: peersFolder,
    ca_certificate: host.caCertificate,
    ca_key: host.caKey,
    app_image: "docker.io/miniflux/miniflux:0.0.1-silent",
    caddy_image: "docker.io/library/caddy:2.11.2",
    envoy_image: "docker.io/envoyproxy/envoy:v1.40.0",
    ssh: { port: host.ports.ssh, key: host.clientKey, known_hosts: host.knownHosts },
    sites,
  };
  const file = join(folder, "job.json");
  writeFileSync(file, `${JSON.stringify(variables, null, 2)}\n`);
  return file;
}

/** A client configuration of OpenSSH that leads to the host as `bench` and trusts its key alone. */
export function writeSshConfig({ folder, host }: Setting, more: Readonly<Record<string, string>> = {}): string {
  const options = {
    HostName: "127.0.0.1",
    Port: String(host.ports.ssh),
    User: "root",
    IdentityFile: host.clientKey,
    IdentitiesOnly: "yes",
    UserKnownHostsFile: host.knownHosts,
    StrictHostKeyChecking: "yes",
    ...more,
  };
  const lines = Object.entries(options).map(([key, value]) => `  ${key} ${value}`);
  const file = join(folder, "ssh_config");
  writeFileSync(file, ["Host bench", ...lines, ""].join("\n"));
  return file;
}
