import { type DnsSettings, dnsProvider } from "../schema/dns/providers.ts";
import { ttlNumber } from "../schema/dns/record-ttl.ts";
import type { Service, Web } from "../service/service.ts";

/** A DNS record at any provider. */
export interface RecordPlan {
  /** The resource's name is `<service>-<key>`; the key depends only on subdomain and address family. */
  readonly key: string;
  /** The full name, such as `feeds.example.org`. */
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  /** The address, or the target of a CNAME. */
  readonly content: string;
  /** In the provider's numbers: seconds, or its number for "automatic". */
  readonly ttl: number;
  readonly proxied: boolean;
  /** The text that names the record's owner, stored with it at the provider. */
  readonly comment: string;
}

/** A target of a name: one record for each kind of address, or one CNAME. */
interface Lead {
  readonly role: "dns" | "dns6";
  readonly type: RecordPlan["type"];
  readonly content: string;
}

/** The records of a service, sorted by name, A before AAAA; none without the DNS settings. */
export function recordsOf(service: Service, dns: DnsSettings | undefined): RecordPlan[] {
  const { name, web } = service;
  if (!web || !dns) return [];
  const leads = leadsOf(service, dns);
  const ttl = ttlNumber(web.proxied ? "automatic" : (web.ttl ?? dns.ttl), dnsProvider(dns).ttl);
  return web.hosts.flatMap((host, index) =>
    leads.map(({ role, type, content }) => ({
      key: recordKey(role, name, web.subdomains[index] ?? ""),
      name: host,
      type,
      content,
      ttl,
      proxied: web.proxied,
      comment: `managed-by=homelab svc=${name}`,
    })),
  );
}

/** Names without records, which only the home's router can resolve. */
export function routerNames({ exposure, web }: Service, records: readonly RecordPlan[]): readonly string[] {
  return exposure === "private" && records.length === 0 ? (web?.hosts ?? []) : [];
}

/** A record's key depends on its subdomain and not on its position in the list, which a person may reorder. */
function recordKey(role: Lead["role"], service: string, subdomain: string): string {
  return subdomain === service ? role : `${role}-${subdomain}`;
}

function leadsOf({ exposure }: Service, { target, private: lan }: DnsSettings): Lead[] {
  if (exposure === "public" && target.name !== undefined) return [{ role: "dns", type: "CNAME", content: target.name }];
  if (exposure === "public") return addresses(target);
  return lan === "none" ? [] : addresses(lan);
}

function addresses({ a, aaaa }: { readonly a?: string | undefined; readonly aaaa?: string | undefined }): Lead[] {
  return [
    ...(a === undefined ? [] : [{ role: "dns", type: "A", content: a } as const]),
    ...(aaaa === undefined ? [] : [{ role: "dns6", type: "AAAA", content: aaaa } as const]),
  ];
}

/** Whether the settings would make a name point to itself. */
export const leadsToItself = ({ hosts }: Web, { target }: DnsSettings): boolean =>
  target.name !== undefined && hosts.includes(target.name);
