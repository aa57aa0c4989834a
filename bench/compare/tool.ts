import type { Host } from "../../packages/rehearsal/host/state.ts";

/** What a tool is given to work with. */
export interface Setting {
  readonly host: Host;
  /** An empty folder for what it writes; gone after the measurement. */
  readonly folder: string;
  readonly services: number;
}

/** One tool that brings the job about on a host. */
export interface Tool {
  readonly name: string;
  /** What it is, with its version, for the reader of the table. */
  readonly describe: string;
  /**
   * What its drift check says, somewhere in its output, of each thing that was changed by hand, and never otherwise:
   * another quota of the first site's dataset, another text in the unit of its application.
   */
  readonly signs: { readonly quota: RegExp; readonly unit: RegExp };
  /** Gets ready to deploy; not measured. */
  readonly prepare: (setting: Setting) => Promise<Deployer>;
}

/** A tool that is ready for one host and one number of services. Each call is one command that a person would type. */
export interface Deployer {
  /** Brings the job about, whatever of it is there. @param changed the job with its one change */
  readonly deploy: (changed: boolean) => Promise<string>;
  /** Compares the host with the job and changes nothing. @returns what it said */
  readonly drift: () => Promise<string>;
  /** Where a tool shows what would change without asking the host. */
  readonly preview?: () => Promise<string>;
}
