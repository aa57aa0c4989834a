import { DnsRecord, getZone } from "@pulumi/cloudflare";
import { Config } from "@pulumi/pulumi";

const config = new Config();
const content = config.require("content");
const known = config.get("existing") ?? "";
const isLookup = config.requireBoolean("lookup");
const zoneId = isLookup ? (await getZone({ filter: { name: "home.test" } })).zoneId : config.require("zone");

new DnsRecord(
  "feeds",
  {
    ...{ zoneId, name: "feeds.home.test", type: content.endsWith(".test") ? "CNAME" : "A", content, ttl: 60 },
    comment: "managed-by=homelab svc=feeds",
  },
  { deleteBeforeReplace: true },
);

if (known !== "") {
  const old = { zoneId, name: "old.home.test", type: "A", content: "203.0.113.7", ttl: 60 };
  new DnsRecord("old", old, { import: `${zoneId}/${known}` });
}
