import type { types } from "@pulumi/command";

/** How commands reach one host. */
export interface HostAccess {
  readonly connection: types.input.remote.ConnectionArgs;
  /** True: the user on the host needs sudo to become root. */
  readonly needsSudo: boolean;
}

/** The part of the settings that says where a host is. */
export interface HostAddress {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** One line of the host's public key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
}

// A change of the connection reruns every apply, so these numbers never change: the connection to a host that is down
// fails within 30 seconds (three attempts of 8 seconds, and the pauses between them).
const DIAL_TRIES = 3;
const SECONDS_PER_DIAL = 8;

/**
 * Access to a host through the caller's ssh-agent, which keeps keys out of the stack's state.
 * The plugin checks the host key: without one it would connect to any host.
 */
export function hostAccess({ address, port, user, hostKey }: HostAddress): HostAccess {
  return {
    connection: { host: address, port, user, hostKey, dialErrorLimit: DIAL_TRIES, perDialTimeout: SECONDS_PER_DIAL },
    needsSudo: user !== "root",
  };
}
