import { downCommand } from "./verbs/down.ts";
import { curlCommand } from "./verbs/curl.ts";
import { expectWords, UsageError, type Command } from "./verbs/command.ts";
import { resetCommand } from "./verbs/reset.ts";
import { rebootCommand } from "./verbs/reboot.ts";
import { restoreCommand, snapshotCommand } from "./verbs/snapshot.ts";
import { logsCommand, sshCommand } from "./verbs/ssh.ts";
import { statusCommand } from "./verbs/status.ts";
import { upCommand } from "./verbs/up.ts";
import { Failure } from "../../tools/failure.ts";

// Loaded when asked for: Pulumi's libraries would cost every other verb half a second.
const pulumiCommand: Command = {
  verb: "pulumi",
  usage: "ARGS…",
  summary: "run pulumi with this program and the host's stack: pulumi up, pulumi preview --diff",
  run: async (words) => (await import("./verbs/pulumi.ts")).runPulumiVerb(words),
};

const inviteCommand: Command = {
  verb: "invite",
  usage: "ARGS…",
  summary: "run `npm run invite` with the host's stack: create a link with which a person gets an account",
  run: async (words) => (await import("./verbs/pulumi.ts")).runInviteVerb(words),
};

const adoptCommand: Command = {
  verb: "adopt",
  usage: "ARGS…",
  summary: "run `npm run adopt` with the host's stack: after a lost state, take over what exists in the APIs",
  run: async (words) => (await import("./verbs/pulumi.ts")).runAdoptVerb(words),
};

const driftCommand: Command = {
  verb: "drift",
  usage: "[--json]",
  summary: "run `npm run drift` with the host's stack: what differs from what was applied",
  run: async (words) => (await import("./verbs/pulumi.ts")).runDriftVerb(words),
};

const recoverCommand: Command = {
  verb: "recover",
  usage: "",
  summary: "after a killed pulumi: free the stack's lock and clear interrupted creations",
  run: async (words) => {
    expectWords(words, 0);
    return (await import("./verbs/pulumi.ts")).runRecoverVerb();
  },
};

const commands: readonly Command[] = [
  upCommand,
  downCommand,
  resetCommand,
  rebootCommand,
  statusCommand,
  sshCommand,
  pulumiCommand,
  inviteCommand,
  adoptCommand,
  driftCommand,
  recoverCommand,
  curlCommand,
  logsCommand,
  snapshotCommand,
  restoreCommand,
];

function help(): string {
  const lines = commands.map(({ verb, usage, summary }) => `  ${`${verb} ${usage}`.padEnd(16)} ${summary}`);
  return `usage: ./rehearse VERB [ARGS…]

Starts a disposable Debian 13 host and runs this program against it.

${lines.join("\n")}

Environment: HOMELAB_REHEARSAL (name of the host, default "default"), HOMELAB_REHEARSAL_HOST (namespaces or
vm), HOMELAB_CACHE, HOMELAB_DEBIAN_MIRROR, HOMELAB_QUIET=1 (no progress lines).`;
}

async function main([verb, ...words]: readonly string[]): Promise<number> {
  if (verb === "--help" || verb === "-h" || verb === "help") {
    console.log(help());
    return 0;
  }
  const command = commands.find((one) => one.verb === verb);
  if (command === undefined) {
    console.error(verb === undefined ? help() : `rehearse: unknown verb "${verb}"\n\n${help()}`);
    return 2;
  }
  try {
    return await command.run(words);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`rehearse ${command.verb} ${error.message}\nusage: ./rehearse ${command.verb} ${command.usage}`);
      return 2;
    }
    if (!(error instanceof Failure)) throw error;
    console.error(`error: ${error.message}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
