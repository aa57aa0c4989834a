import type { Problem } from "../problems/problem.ts";
import { leadsToItself } from "../web/records.ts";
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
    ...proxyProblems(service),
    ...(web.issuer === undefined ? [unsigned(service)] : []),
    ...(dns && leadsToItself(web, dns) ? [exposure === "public" ? circle(service) : dead(service)] : []),
  ];
}

function proxyProblems({ name, exposure, web }: Service): Problem[] {
  const where = `${name}.web.dns`;
  if (web?.proxied !== true) return [];
  return [
    ...(exposure === "public"
      ? []
      : [
          {
            where: `${where}.proxied`,
            problem: `Cloudflare cannot reach a service whose exposure is "${exposure}"`,
            fix: 'write exposure: "public", or remove proxied',
          },
        ]),
    ...(web.ttlSeconds === undefined || web.ttlSeconds === 1
      ? []
      : [
          {
            where: `${where}.ttl`,
            problem: "Cloudflare chooses the TTL of a proxied record itself",
            fix: "remove ttl, or proxied",
          },
        ]),
  ];
}

const unsigned = ({ name, exposure }: Service): Problem => ({
  where: name,
  problem: `no public CA can sign its names, because it cannot reach them (${exposure === "public" ? "proxied" : exposure})`,
  fix: 'give config\'s tls a caCertificate of your own CA (docs/dns.md), or write exposure: "public" without proxied',
});

const dead = ({ name }: Service): Problem => ({
  where: `${name}.web.subdomain`,
  problem: "is the name that dns.target in config leads all public names to, and is known in the home alone",
  fix: "choose another subdomain, or another target",
});

const circle = ({ name }: Service): Problem => ({
  where: `${name}.web.subdomain`,
  problem: "is the name that dns.target in config points all names to",
  fix: "choose another subdomain, or another target",
});
