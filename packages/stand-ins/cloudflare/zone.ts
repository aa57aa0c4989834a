import { zoneId } from "./state.ts";
import type { Zone } from "./state.ts";

/** The one account that owns every zone of the stand-in. */
export const account = { id: zoneId("account"), name: "Stand-in" };

/** Records a zone on the free plan may hold, for zones made since September 2024. */
export const recordQuota = 200;

/** A zone as the API shows it. */
export function showZone({ id, name, created_on }: Zone): Record<string, unknown> {
  return {
    id,
    name,
    status: "active",
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on,
    modified_on: created_on,
    activated_on: created_on,
    meta: {
      step: 2,
      custom_certificate_quota: 0,
      page_rule_quota: 3,
      phishing_detected: false,
      cdn_only: false,
      dns_only: false,
      foundation_dns: false,
    },
    owner: { id: null, type: "user", email: null },
    account,
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ["#dns_records:edit", "#dns_records:read", "#zone:read"],
    plan: {
      ...{ id: zoneId("free plan"), name: "Free Website", price: 0, currency: "USD", frequency: "" },
      ...{ is_subscribed: false, can_subscribe: false, legacy_id: "free", legacy_discount: false },
      externally_managed: false,
    },
  };
}
