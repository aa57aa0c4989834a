import type { Host, KindName } from "./state.ts";

/** A way to have a host. Both kinds take the same calls and keep the same things in their state folders. */
export interface HostKind {
  readonly name: KindName;
  /** What such a host has in place of what a home has, a sentence each. */
  readonly standIns: () => readonly string[];
  /** Why this computer cannot have such a host, in one sentence; undefined when it can. */
  readonly obstacle: () => Promise<string | undefined>;
  /**
   * Makes the host run: uses the running one, starts the one that was left, or makes a new one, whichever is least.
   * @param dir its state folder @param wanted start from this snapshot instead of where the host was left
   * @returns the host, answering over SSH
   */
  readonly up: (dir: string, wanted?: string) => Promise<Host>;
  /** Ends the host so that the next `up` goes on with what it had written. @returns whether one ran */
  readonly down: (dir: string) => Promise<boolean>;
  readonly snapshotNames: (dir: string) => Promise<readonly string[]>;
  /** Keeps the host and what belongs to it under a name, over an older snapshot of that name. */
  readonly save: (host: Host, name: string) => Promise<void>;
  /** Puts the host and what belongs to it back to a snapshot. */
  readonly load: (host: Host, name: string) => Promise<void>;
}
