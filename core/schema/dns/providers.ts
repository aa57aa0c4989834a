import { z } from "zod";
import { fields, worded } from "../builders.ts";
import { cloudflare } from "./cloudflare.ts";
import type { DnsProvider } from "./provider.ts";

/** Every DNS provider, by its name in `homelab:dns`. */
export const DNS_PROVIDERS = { cloudflare } as const satisfies Readonly<Record<string, DnsProvider>>;

export type DnsProviderName = keyof typeof DNS_PROVIDERS;

export const DNS_PROVIDER_NAMES = Object.keys(DNS_PROVIDERS) as readonly DnsProviderName[];

const STANDARD = "cloudflare";

const called = <Name extends DnsProviderName>(name: Name) =>
  worded(z.literal(name), { what: "a DNS provider", fix: `write one of ${DNS_PROVIDER_NAMES.join(", ")}` });

/** The records of services, and their targets. */
export const dnsSettings = z.discriminatedUnion("provider", [
  fields({
    /**
     * The DNS provider of the zone.
     * @default "cloudflare"
     * @example "cloudflare"
     */
    provider: called("cloudflare").default(STANDARD),
    ...cloudflare.settings,
  }),
]);

export type DnsSettings = z.output<typeof dnsSettings>;

/** The settings of `homelab:dns` for one provider. */
export type DnsSettingsOf<Name extends DnsProviderName> = Extract<DnsSettings, { readonly provider: Name }>;

/** The zone's provider; the default provider without `homelab:dns`. */
export const dnsProvider = (dns: DnsSettings | undefined): DnsProvider => DNS_PROVIDERS[dns?.provider ?? STANDARD];
