import type { DnsSettings } from "../schema/dns/providers.ts";
import type { RecordPlan } from "../web/records.ts";
import type { Effect } from "../units/generation-file.ts";
import type { Exposure } from "../schema/exposure.ts";
import type { AuthKind } from "../schema/auth/kinds.ts";
import type { ContainerRole, Dataset, MountedSecret, SecretSource, UpdateStrategy } from "../service/service.ts";
import type { SsoPlan } from "../authentik/sso.ts";
import type { SmokeTest } from "./smoke.ts";
import type { Step } from "./step.ts";

/** Everything that a service's resources need, as plain data: without secret values, and known before the deployment. */
export interface ServicePlan {
  readonly name: string;
  readonly uid: number;
  readonly user: string;
  readonly url: string | undefined;
  readonly exposure: Exposure;
  /** Required services, which have to be up before this one's rollout; sorted. */
  readonly needs: readonly string[];
  /** Services whose names its pods resolve without waiting for them; sorted. */
  readonly reaches: readonly string[];
  /** Where its records are; undefined: no service has any. */
  readonly dns: DnsSettings | undefined;
  readonly records: readonly RecordPlan[];
  /** Names without a record, which the home's router has to resolve. */
  readonly routerNames: readonly string[];
  /** How people sign in; "none" also for a service without `web`. */
  readonly auth: AuthKind;
  /** Patterns of paths that are open without a sign-in; undefined if Authentik is not asked before each request. */
  readonly openPaths: readonly string[] | undefined;
  /** Why the service has no sign-in; undefined if it has one, and without `web`. */
  readonly publicReason: string | undefined;
  /** Undefined without a sign-in. */
  readonly sso: SsoPlan | undefined;
  readonly datasets: readonly DatasetPlan[];
  readonly secrets: readonly SecretPlan[];
  readonly generation: Generation;
  readonly rollout: { readonly strategy: UpdateStrategy; readonly drainSeconds: number };
  /** What is asked once names lead to it; undefined without `web`. */
  readonly smoke: SmokeTest | undefined;
  /** What is done, each step after those that it waits for. */
  readonly steps: readonly Step[];
  /** systemd service names, sorted. */
  readonly units: readonly string[];
}

export interface DatasetPlan {
  /** The name under `data:` in the definition. */
  readonly key: string;
  readonly dataset: string;
  readonly mountpoint: string;
}

export interface SecretPlan {
  readonly name: string;
  readonly source: SecretSource;
}

/** All files of one version of a service. */
export interface Generation {
  /** 16 hex digits over the files. */
  readonly hash: string;
  /** The files as one text: the spec of the step `quadlets`. */
  readonly bundle: string;
  readonly manifest: Manifest;
}

/** What the host compares to decide which units restart. */
export interface Manifest {
  /** Grows when a toolkit of before would misunderstand it. */
  readonly format: number;
  readonly service: string;
  readonly uid: number;
  readonly network: string | null;
  readonly pods: readonly ManifestPod[];
  readonly containers: Readonly<Record<string, ManifestContainer>>;
  /** `container`: the one that answers requests. */
  readonly web: { readonly container: string; readonly healthPath: string } | null;
  /** Name of each dataset -> when a failed deploy puts it back. */
  readonly data: Readonly<Record<string, DataRollback>>;
  readonly files: Readonly<Record<string, Effect>>;
}

export type DataRollback = Dataset["rollback"];

export interface ManifestPod {
  readonly name: string;
  /** Null for the state pod. */
  readonly slot: number | null;
  readonly containers: readonly string[];
}

export interface ManifestContainer {
  readonly role: ContainerRole;
  readonly image: string;
  /** Seconds until it must be healthy. */
  readonly within: number;
  /** Its arguments, and the seconds that it may take; only if there is such a command. */
  readonly beforeDeploy?: { readonly command: readonly string[]; readonly within: number };
  readonly secrets: readonly MountedSecret[];
}
