import type { Refusal, RefusingApi } from "../../problems/refusal.ts";
import { text } from "../builders.ts";
import { providerSetting } from "../provider-setting.ts";
import type { Adoption, DnsProvider } from "./provider.ts";
import type { TtlBounds } from "./record-ttl.ts";
import { zoneSettings } from "./zone.ts";

const NAME = "Cloudflare";

// Documented for a zone that is not on an enterprise plan; 1 means that Cloudflare chooses one itself.
const ttl: TtlBounds = { shortest: 60, longest: 86_400, automatic: 1, words: 'from "1 minute" to "24 hours"' };

const settings = {
  ...zoneSettings(NAME, ttl),
  /**
   * At Cloudflare, the zone's id: 32 hexadecimal digits on its overview page.
   * @example "023e105f4ecef8ad9ca31a8372d0c353"
   */
  zoneId: text(/^[0-9a-f]{32}$/, {
    what: "a zone's id",
    fix: "write the 32 hexadecimal digits that the zone's overview page at Cloudflare shows",
  }),
};

const token = providerSetting("cloudflare:apiToken", "CLOUDFLARE_API_TOKEN", NAME);

const noSuchZone = ({ inputs: { zoneId } }: Refusal) =>
  typeof zoneId === "string"
    ? {
        problem: `${zoneId} is no zone that this token sees`,
        fix: "compare zoneId in homelab:dns with the zone's overview page at Cloudflare, and the token's zone with it",
      }
    : undefined;

const refusals: RefusingApi = {
  name: NAME,
  rules: [[/\b7003\b|could not route to|invalid zone/i, noSuchZone]],
  thereAlready: ({ inputs }) => ({
    whose: "and is never overwritten; docs/dns.md says how to find its id",
    or: "",
    importId: `"${String(inputs["zoneId"])}/<id of the record>"`,
  }),
  notAllowed: {
    problem: "Cloudflare does not let this token change the zone's records",
    fix: `give the token Zone, DNS, Edit for the zone, or make another: pulumi config set --secret ${token.key}`,
  },
  afterSilence: () => "what was made without an answer is named then",
};

const records: Adoption = {
  path: ({ inputs }) => `zones/${String(inputs["zoneId"])}/dns_records`,
  matchOn: { name: "name", type: "type" },
  id: (row, { inputs }) => `${String(inputs["zoneId"])}/${String(row["id"])}`,
  rejectReason: (row, { inputs }) =>
    row["comment"] === inputs["comment"] ? undefined : `its comment is not ${String(inputs["comment"])}`,
};

export const cloudflare = {
  name: NAME,
  settings,
  ttl,
  canProxy: true,
  credentials: {
    url: {
      ...providerSetting("cloudflare:baseUrl", "CLOUDFLARE_BASE_URL"),
      standard: "https://api.cloudflare.com/client/v4/",
    },
    token,
    others: [
      providerSetting("cloudflare:apiKey", "CLOUDFLARE_API_KEY", NAME),
      providerSetting("cloudflare:apiUserServiceKey", "CLOUDFLARE_API_USER_SERVICE_KEY", NAME),
    ],
    howToMake: "make a token with Zone, DNS, Edit for the one zone",
  },
  refusals,
  adoptions: { "cloudflare:index/dnsRecord:DnsRecord": records },
} satisfies DnsProvider;
