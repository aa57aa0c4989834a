/** One step towards a running service, in the order in which the list has them. */
export type Step = HostStep | ProviderStep;

/** Steps of the host that come before every service. */
export type HostRole = "host" | "ingress";

interface Ordered<Role extends string> {
  /** Ends the logical name of its resource, `<service>-<role>`; it is part of every URN, so it never changes. */
  readonly role: Role;
  /** Roles of earlier steps, or of the host's, that have to be done first. */
  readonly after: readonly string[];
}

/** A command of the toolkit: `homelab <noun> apply <target>`. */
export interface HostStep extends Ordered<string> {
  readonly noun: string;
  readonly target: string;
  /** Stdin; undefined where it holds what the host answers to earlier steps, so that it is written when they have run. */
  readonly spec: string | undefined;
  /**
   * True: a destroy forgets the resource and leaves what it stands for on the host.
   * @default false
   */
  readonly retain?: true;
}

/** Resources of a provider, named by what the plan says about them: `sso` at Authentik, `records` at the DNS provider. */
export type ProviderStep = Ordered<"sso" | "records">;

export const isHostStep = (step: Step): step is HostStep => "noun" in step;
