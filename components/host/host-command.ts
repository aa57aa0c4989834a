import contract from "../../contract/constants.json" with { type: "json" };
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { HostAccess } from "./host-access.ts";
import { parseAnswer } from "./host-answers.ts";

export type Verb = "apply" | "remove";

/** The inputs of one step on a host. */
export interface HostCommandArgs {
  readonly access: HostAccess;
  /** The command for a verb, as root would type it; see the function `homelab`. */
  readonly command: (verb: Verb) => string;
  /** The command's stdin: short lines, so that a preview shows the changed line. */
  readonly spec: pulumi.Input<string>;
  /**
   * Arguments of the command in an update only. A change of them runs the update again although the spec is the same.
   * @default none
   */
  readonly updateArguments?: pulumi.Input<string>;
  /**
   * True: the command's output is neither shown nor stored in plain text.
   * @default false
   */
  readonly carriesSecrets?: boolean;
}

const HOMELAB = `${contract.paths.toolkit}/current/homelab`;

/** The toolkit's command line for a noun, for example `homelab("dataset", "feeds/db")`. */
export function homelab(noun: string, target: string): (verb: Verb) => string {
  // The host's login shell parses this line. Core has checked the names; this is a second check.
  if (!/^[a-z0-9][a-z0-9/-]*$/.test(target)) throw new Error(`"${target}" cannot be a word of a command`);
  return (verb) => `${HOMELAB} ${noun} ${verb} ${target}`;
}

/**
 * One step on a host: `apply` when it is created or its spec changes, `remove` when it is deleted. Both get the spec on
 * stdin. stdout is the state that the host observes, stderr is progress. The only place that creates a
 * `remote.Command`.
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
        // It would send stdout and stderr as environment variables, which sshd rejects with a warning each time.
        addPreviousOutputInEnv: false,
      },
      // Otherwise the old resource's remove would remove the replacement.
      pulumi.mergeOptions(opts, {
        deleteBeforeReplace: true,
        ...(hidden ? { additionalSecretOutputs: ["stdout", "stderr"] } : {}),
      }),
    );
  }

  /** The host's answer, parsed with the given schema. Secret if the command carries secrets. */
  answer<T>(schema: z.ZodType<T>): pulumi.Output<T> {
    return this.resource.stdout.apply((text) => parseAnswer(this.#name, text, schema));
  }
}

function withArguments(line: string, more: pulumi.Input<string> | undefined): pulumi.Input<string> {
  return more === undefined ? line : pulumi.interpolate`${line} ${more}`;
}
