import { z } from "zod";
import { AUTH_KINDS } from "./auth/kinds.ts";
import { EXPOSURES } from "./exposure.ts";

const record = z.strictObject({
  /**
   * The full name.
   * @example "feeds.example.org"
   */
  name: z.string(),
  /** Its type. */
  type: z.enum(["A", "AAAA", "CNAME"]),
  /**
   * The address, or the target of a CNAME.
   * @example "203.0.113.10"
   */
  content: z.string(),
  /** True: behind the DNS provider's proxy. */
  proxied: z.boolean(),
});

const dataset = z.strictObject({
  /**
   * ZFS name.
   * @example "safe/homelab/feeds/db"
   */
  dataset: z.string(),
  /**
   * Folder on the host.
   * @example "/zfs/safe/feeds/db"
   */
  mountpoint: z.string(),
});

/** A service's entry in the stack output `__services`, which dashboards and scripts read. */
export const serviceOutputs = z.strictObject({
  /**
   * Its URL. Absent for a service without `web`.
   * @example "https://feeds.example.org"
   */
  url: z.string().optional(),
  /** Who may reach it: `"public"` everybody, `"private"` the home's networks, `"local"` nobody. */
  exposure: z.enum(EXPOSURES),
  /** Its DNS records. */
  records: z.array(record).readonly(),
  /**
   * Names without a record, which the home's router has to resolve.
   * @example ["metrics.example.org"]
   */
  routerNames: z.array(z.string()).readonly(),
  /** How its people sign in. */
  auth: z.enum(AUTH_KINDS),
  /**
   * Groups whose members may use it; empty without a sign-in.
   * @example ["family"]
   */
  access: z.array(z.string()).readonly(),
  /**
   * The service's user id on the host, its own for ever.
   * @example 2003
   */
  uid: z.int(),
  /**
   * Account on the host that its containers run as.
   * @example "svc-feeds"
   */
  user: z.string(),
  /**
   * systemd units of that account's manager, sorted.
   * @example ["feeds-0-pod.service"]
   */
  units: z.array(z.string()).readonly(),
  /** Its datasets, by the name under `data` in the definition. */
  datasets: z.record(z.string(), dataset),
  /** Image digest of each container as the last deploy left it, `sha256:…`; by the container's name. */
  images: z.record(z.string(), z.string()),
});

/** Outputs of one service, once all of them are known. */
export type ServiceOutputs = Readonly<z.output<typeof serviceOutputs>>;
/** One entry for each service, by its name. */
export const stackOutputs = z.record(z.string(), serviceOutputs);
export type StackOutputs = z.output<typeof stackOutputs>;
