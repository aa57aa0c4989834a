import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { ChildOptions } from "../component.ts";
import { explainRefusals } from "../refusals.ts";

/**
 * The DNS records of a service. One that is there already is an error and never overwritten.
 * @param options What the records are children of, and what has to be there before names lead to it.
 */
export function dnsRecords({ name: service, records }: ServicePlan, options: ChildOptions): DnsRecord[] {
  const hooks = records.length === 0 ? {} : explainRefusals(`${service}-dns`, service);
  const firstOf = new Map<string, DnsRecord>();
  return records.map(({ key, zoneId, name, type, content, ttl, proxied, comment }) => {
    const first = firstOf.get(name);
    const record = new DnsRecord(
      `${service}-${key}`,
      // An A or AAAA and a CNAME of one name cannot stand beside each other, so before its first record changes its
      // type the other one has to go. The engine deletes it first if a property that replaces it comes from there.
      { zoneId: first === undefined ? zoneId : first.zoneId, name, type, content, ttl, proxied, comment },
      { ...options, deleteBeforeReplace: true, hooks },
    );
    if (first === undefined) firstOf.set(name, record);
    return record;
  });
}
