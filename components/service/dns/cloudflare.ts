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
      // A name cannot have a CNAME beside an A or AAAA record, so before its first record changes its type the other
      // one has to be deleted. The engine deletes it first if a property that replaces it depends on the first.
      { zoneId: first === undefined ? zoneId : first.zoneId, name, type, content, ttl, proxied, comment },
      { ...options, deleteBeforeReplace: true },
    );
    if (first === undefined) firstOf.set(name, record);
    return record;
  });
}
