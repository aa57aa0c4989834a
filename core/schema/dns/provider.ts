import type { z } from "zod";
import type { RefusingApi } from "../../problems/refusal.ts";
import type { ProviderSetting } from "../provider-setting.ts";
import type { TtlBounds } from "./record-ttl.ts";

/** One object as an API lists it. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** A resource that is to be made, as far as its inputs are known. */
interface Planned {
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** How the object that a resource describes is found among those of its kind, and how Pulumi is told about it. */
export interface Adoption {
  /** The list it is in. */
  readonly path: (planned: Planned) => string;
  /** Match criteria: input property -> field of the API. A property that the inputs lack is skipped. */
  readonly matchOn: Readonly<Record<string, string>>;
  /** The id that its import takes. */
  readonly id: (row: ApiObject, planned: Planned) => string;
  /** Why it is left alone although it is called like ours. */
  readonly rejectReason?: (row: ApiObject, planned: Planned) => string | undefined;
}

/** Everything that is particular to one DNS provider, but for its resource in `components/service/dns/`. */
export interface DnsProvider {
  /** Such as "Cloudflare". */
  readonly name: string;
  /** Fields of `homelab:dns`. */
  readonly settings: z.core.$ZodShape;
  readonly ttl: TtlBounds;
  /** Whether it can stand in front of a service. */
  readonly canProxy: boolean;
  readonly credentials: {
    /** Where its API answers, and where that is unless the setting says otherwise. */
    readonly url: ProviderSetting & { readonly standard: string };
    readonly token: ProviderSetting;
    /** What opens the API as well as the token. */
    readonly others: readonly ProviderSetting[];
    /** How a token is made, an imperative. */
    readonly howToMake: string;
  };
  readonly refusals: RefusingApi;
  /** How records are found again after the stack's state was lost, by the resource's type. */
  readonly adoptions: Readonly<Record<string, Adoption>>;
}
