import { Config, ComponentResource } from "@pulumi/pulumi";
import type * as program from "../../../components/service/dns.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import type { RecordPlan } from "../../../core/web/records.ts";

// The records of one service without the rest of it; dns-engine.test.ts runs this from a copy and says what they are.
const config = new Config("dns-test");
const { dnsRecords } = (await import(config.require("module"))) as typeof program;

const records = config.requireObject<RecordPlan[]>("records");
const service = new ComponentResource("homelab:index:Service", "feeds");
const dns = { provider: "cloudflare", zoneId: config.require("zoneId") };
dnsRecords({ name: "feeds", dns, records } as unknown as ServicePlan, { parent: service });
