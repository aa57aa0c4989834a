import contract from "../../contract/constants.json" with { type: "json" };
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { HostAccess } from "./host-access.ts";
import { parseAnswer } from "./host-answers.ts";

export type Verb = "apply" | "remove";

/** What one step on a host is made of. */
export interface HostCommandArgs {
  readonly access: HostAccess;
  /** The command for a verb, as root would type it; see `homelab`. */
  readonly command: (verb: Verb) => string;
  /** What the command reads from stdin: short lines, so that a preview shows the line that changed. */
  readonly spec: pulumi.Input<string>;
  /**
   * Words that follow the command in an update only. A change of them runs the update again though
   * the spec is the same.
   * @default none
   */
  readonly updateArguments?: pulumi.Input<string>;
  /**
   * True: nothing that the command prints is shown or stored in clear.
   * @default false
   */
  readonly carriesSecrets?: boolean;
}

const HOMELAB = `${contract.paths.toolkit}/current/homelab`;

/** The toolkit's command line for a noun, for example `homelab("dataset", "feeds/db")`. */
export function homelab(noun: string, target: string): (verb: Verb) => string {
  // The login shell of the other end reads this line; core has checked the names, this keeps it true.
  if (!/^[a-z0-9][a-z0-9/-]*$/.test(target)) throw new Error(`"${target}" cannot be a word of a command`);
  return (verb) => `${HOMELAB} ${noun} ${verb} ${target}`;
}

/**
 * One step on a host: `apply` when it is made or its spec changes, `remove` when it goes. Both get
 * the spec on stdin. stdout is what the host says is true now, stderr is progress. The only place
 * that makes a `remote.Command`.
 */
export class HostCommand {
  readonly resource: remote.Command;
  readonly #name: string;

  constructor(name: string, args: HostCommandArgs, opts: pulumi.CustomResourceOptions) {
    const line = (verb: Verb) => `${args.access.needsSudo ? "sudo -n " : ""}${args.command(verb)}`;
    const hidden = args.carriesSecrets ?? false;
    this.#name = name;
    this.resource = new remote.Command(
      name,
      {
        connection: args.access.connection,
        create: line("apply"),
        update: withArguments(line("apply"), args.updateArguments),
        delete: line("remove"),
        stdin: args.spec,
        logging: hidden ? remote.Logging.None : remote.Logging.Stderr,
        // Would send stdout and stderr as environment variables, which sshd refuses with a warning each time.
        addPreviousOutputInEnv: false,
      },
      // A replacement that came first would be taken away by the old one's remove.
      pulumi.mergeOptions(opts, {
        deleteBeforeReplace: true,
        ...(hidden ? { additionalSecretOutputs: ["stdout", "stderr"] } : {}),
      }),
    );
  }

  /** What the host answered, read with the given schema. Secret when the command carries secrets. */
  answer<T>(schema: z.ZodType<T>): pulumi.Output<T> {
    return this.resource.stdout.apply((text) => parseAnswer(this.#name, text, schema));
  }
}

function withArguments(line: string, more: pulumi.Input<string> | undefined): pulumi.Input<string> {
  return more === undefined ? line : pulumi.interpolate`${line} ${more}`;
}
