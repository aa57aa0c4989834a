import type { Problem } from "../problems/problem.ts";
import { leadsToItself } from "../web/records.ts";
import type { DnsProvider } from "../schema/dns/provider.ts";
import { dnsProvider } from "../schema/dns/providers.ts";
import { type RecordTtl, ttlProblem } from "../schema/dns/record-ttl.ts";
import type { Exposure } from "../schema/exposure.ts";
import type { Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";

/** Problems of a service's exposure. */
export function exposureProblems(service: Service, { dns }: Settings): Problem[] {
  const { name, exposure, web } = service;
  const where = `${name}.exposure`;
  if (!web && exposure !== "local") {
    const problem = `is "${exposure}", but a service without web cannot be reached`;
    return [{ where, problem, fix: "add web: { subdomain, port }, or leave exposure out" }];
  }
  if (!web) return [];
  if (exposure === "local") {
    const problem = 'is "local", but web makes the service reachable';
    return [{ where, problem, fix: 'write "private" or "public", or remove web' }];
  }
  return [
    ...recordProblems(service, dnsProvider(dns)),
    ...(web.issuer === undefined ? [unsigned(service)] : []),
    ...(dns && leadsToItself(web, dns) ? [exposure === "public" ? circle(service) : dead(service)] : []),
  ];
}

/** Problems of a service's records at one DNS provider. */
export function recordProblems({ name, exposure, web }: Service, provider: DnsProvider): Problem[] {
  const { proxied = false, ttl = "automatic" } = web ?? {};
  const wrongTtl = ttlProblem(ttl, provider.ttl);
  return [
    ...(wrongTtl === undefined ? [] : [{ where: `${name}.web.dns.ttl`, ...wrongTtl }]),
    ...(proxied ? proxyProblems(`${name}.web.dns`, exposure, ttl, provider) : []),
  ];
}

function proxyProblems(where: string, exposure: Exposure, ttl: RecordTtl, { name, canProxy }: DnsProvider): Problem[] {
  const at = `${where}.proxied`;
  if (!canProxy)
    return [{ where: at, problem: `${name} has no proxy that could stand before it`, fix: "remove proxied" }];
  const unreached = `${name} cannot reach a service whose exposure is "${exposure}"`;
  const decided = `${name} chooses the TTL of a proxied record itself`;
  return [
    ...(exposure === "public"
      ? []
      : [{ where: at, problem: unreached, fix: 'write exposure: "public", or remove proxied' }]),
    ...(ttl === "automatic" ? [] : [{ where: `${where}.ttl`, problem: decided, fix: "remove ttl, or proxied" }]),
  ];
}

const unsigned = ({ name, exposure }: Service): Problem => ({
  where: name,
  problem: `no public CA can sign its names, because it cannot reach them (${exposure === "public" ? "proxied" : exposure})`,
  fix: 'give config\'s tls a caCertificate of your own CA (docs/dns.md), or write exposure: "public" without proxied',
});

const dead = ({ name }: Service): Problem => ({
  where: `${name}.web.subdomain`,
  problem: "is the name that dns.target in config points all public names to, but it is known only in the home",
  fix: "choose another subdomain, or another target",
});

const circle = ({ name }: Service): Problem => ({
  where: `${name}.web.subdomain`,
  problem: "is the name that dns.target in config points all names to",
  fix: "choose another subdomain, or another target",
});
