import type { z } from "zod";
import type { RefusingApi } from "../../problems/refusal.ts";
import type { ProviderSetting } from "../provider-setting.ts";
import type { TtlBounds } from "./record-ttl.ts";

/** One object in a list of an API. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** A planned resource, as far as its inputs are known. */
interface Planned {
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** How the existing object of a planned resource is found, and how it is imported. */
export interface Adoption {
  /** The path of the list that contains the object. */
  readonly path: (planned: Planned) => string;
  /** Match criteria: input property -> API field. Properties that are absent from the inputs are skipped. */
  readonly matchOn: Readonly<Record<string, string>>;
  /** The id that its import takes. */
  readonly id: (row: ApiObject, planned: Planned) => string;
  /** Why an object with a matching name is not taken over; undefined if it can be. */
  readonly rejectReason?: (row: ApiObject, planned: Planned) => string | undefined;
}

/** Everything that is specific to one DNS provider, except its resource in `components/service/dns/`. */
export interface DnsProvider {
  /** Such as "Cloudflare". */
  readonly name: string;
  /** Fields of `homelab:dns`. */
  readonly settings: z.core.$ZodShape;
  readonly ttl: TtlBounds;
  /** Whether the provider offers a proxy in front of services. */
  readonly canProxy: boolean;
  readonly credentials: {
    /** The setting for the address of its API, and the default address. */
    readonly url: ProviderSetting & { readonly standard: string };
    readonly token: ProviderSetting;
    /** Other credentials for the API, each of which is sufficient alone. */
    readonly others: readonly ProviderSetting[];
    /** How to create a token, an imperative. */
    readonly howToCreate: string;
  };
  readonly refusals: RefusingApi;
  /** Resource type -> how its records are found again after the stack's state was lost. */
  readonly adoptions: Readonly<Record<string, Adoption>>;
}
