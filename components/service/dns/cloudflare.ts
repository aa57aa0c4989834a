import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import type { DnsSettingsOf } from "../../../core/schema/dns/providers.ts";
import type { RecordPlan } from "../../../core/web/records.ts";
import type { ChildOptions } from "../../component.ts";

/** The records of one service at Cloudflare, in one zone. */
export function cloudflareRecords(
  service: string,
  { zoneId }: DnsSettingsOf<"cloudflare">,
  records: readonly RecordPlan[],
  options: ChildOptions,
): DnsRecord[] {
  const firstOf = new Map<string, DnsRecord>();
  return records.map(({ key, name, type, content, ttl, proxied, comment }) => {
    const first = firstOf.get(name);
    const record = new DnsRecord(
      `${service}-${key}`,
      // An A or AAAA and a CNAME of one name cannot stand beside each other, so before its first record changes its
      // type the other one has to go. The engine deletes it first if a property that replaces it comes from there.
      { zoneId: first === undefined ? zoneId : first.zoneId, name, type, content, ttl, proxied, comment },
      { ...options, deleteBeforeReplace: true },
    );
    if (first === undefined) firstOf.set(name, record);
    return record;
  });
}
