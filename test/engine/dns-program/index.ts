import { Config, ComponentResource } from "@pulumi/pulumi";
import type * as dns from "../../../components/service/dns.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import type { RecordPlan } from "../../../core/web/records.ts";

// The records of one service without the rest of it; dns-engine.test.ts runs this from a copy and says what they are.
const config = new Config("dns-test");
const { dnsRecords } = (await import(config.require("module"))) as typeof dns;

const records = config.requireObject<RecordPlan[]>("records");
const service = new ComponentResource("homelab:index:Service", "feeds");
dnsRecords({ name: "feeds", records } as unknown as ServicePlan, { parent: service });
