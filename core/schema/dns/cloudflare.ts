import type { Refusal, RefusingApi } from "../../problems/refusal.ts";
import { text } from "../builders.ts";
import { providerSetting } from "../provider-setting.ts";
import type { Adoption, DnsProvider } from "./provider.ts";
import type { TtlBounds } from "./record-ttl.ts";
import { zoneSettings } from "./zone.ts";

const NAME = "Cloudflare";

// The documented bounds for a zone without an enterprise plan; 1 means that Cloudflare chooses the TTL itself.
const ttl: TtlBounds = { shortest: 60, longest: 86_400, automatic: 1, words: 'from "1 minute" to "24 hours"' };

const settings = {
  ...zoneSettings(NAME, ttl),
  /**
   * The zone's id at Cloudflare: 32 hexadecimal digits on its overview page.
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
        problem: `this token has no access to a zone ${zoneId}`,
        fix: "compare zoneId in homelab:dns with the zone's overview page at Cloudflare and with the token's zone",
      }
    : undefined;

const refusals: RefusingApi = {
  name: NAME,
  rules: [[/\b7003\b|could not route to|invalid zone/i, noSuchZone]],
  existing: ({ inputs }) => ({
    whose: "and the program never overwrites it; docs/dns.md says how to find its id",
    alternative: "",
    importId: `"${String(inputs["zoneId"])}/<id of the record>"`,
  }),
  notAllowed: {
    problem: "Cloudflare does not allow this token to change the zone's records",
    fix: `give the token Zone, DNS, Edit for the zone, or create another one: pulumi config set --secret ${token.key}`,
  },
  afterSilence: () => "it reports an object that was created without an answer",
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
    howToCreate: "create a token with Zone, DNS, Edit for the zone",
  },
  refusals,
  adoptions: { "cloudflare:index/dnsRecord:DnsRecord": records },
} satisfies DnsProvider;
