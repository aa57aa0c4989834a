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

/** Which records services get, and where they lead. */
export const dnsSettings = z.discriminatedUnion("provider", [
  fields({
    /**
     * Who holds the zone.
     * @default "cloudflare"
     * @example "cloudflare"
     */
    provider: called("cloudflare").default(STANDARD),
    ...cloudflare.settings,
  }),
]);

export type DnsSettings = z.output<typeof dnsSettings>;

/** What `homelab:dns` says for one provider. */
export type DnsSettingsOf<Name extends DnsProviderName> = Extract<DnsSettings, { readonly provider: Name }>;

/** The one that holds the zone; the standard one while there are no records. */
export const dnsProvider = (dns: DnsSettings | undefined): DnsProvider => DNS_PROVIDERS[dns?.provider ?? STANDARD];
