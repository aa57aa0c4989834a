import type * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { type DnsProviderName, type DnsSettingsOf, dnsProvider } from "../../core/schema/dns/providers.ts";
import type { RecordPlan } from "../../core/web/records.ts";
import type { ChildOptions } from "../component.ts";
import { explainRefusals } from "../refusals.ts";
import { cloudflareRecords } from "./dns/cloudflare.ts";

/** Creates the records of one service at one provider. */
export type RecordMaker<Name extends DnsProviderName> = (
  service: string,
  dns: DnsSettingsOf<Name>,
  records: readonly RecordPlan[],
  options: ChildOptions,
) => pulumi.Resource[];

const MAKERS: { readonly [Name in DnsProviderName]: RecordMaker<Name> } = { cloudflare: cloudflareRecords };

const makerOf = <Name extends DnsProviderName>(name: Name): RecordMaker<Name> => MAKERS[name];

/**
 * The DNS records of a service. A record that exists already is an error and is never overwritten.
 * @param options The records' parent, and what has to exist before names resolve to it.
 */
export function dnsRecords({ name, dns, records }: ServicePlan, options: ChildOptions): pulumi.Resource[] {
  if (dns === undefined || records.length === 0) return [];
  const hooks = explainRefusals(`${name}-dns`, name, dnsProvider(dns).refusals);
  return makerOf(dns.provider)(name, dns, records, { ...options, hooks });
}
