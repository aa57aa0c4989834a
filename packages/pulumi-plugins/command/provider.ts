import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CheckResult, CreateResult, DiffResult, Provider, UpdateResult } from "@pulumi/pulumi/provider/index.js";
import type { StatusLog } from "../protocol/engine-log.ts";
import { isObject, plainProperties, secret } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { checkInputs } from "../protocol/schema-check.ts";
import type { PackageSchema, Refusal } from "../protocol/schema-check.ts";
import { typeOf } from "../protocol/serve.ts";
import type { InFlight } from "../protocol/serve.ts";
import { readConnection } from "./connection.ts";
import { runRemote } from "./run-remote.ts";
import type { RemoteOutput, RemoteRun } from "./run-remote.ts";

const loggings: readonly unknown[] = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** What a step would get of its last output, unless it says that it does not want it. */
function previousOutput(inputs: Properties, state: Properties): string[] {
  if (inputs["addPreviousOutputInEnv"] === false) return [];
  const { stdout, stderr } = lastOutput(state);
  return [...(stdout === "" ? [] : ["PULUMI_COMMAND_STDOUT"]), ...(stderr === "" ? [] : ["PULUMI_COMMAND_STDERR"])];
}

/** A stock sshd takes these names alone. */
const taken = (name: string): boolean => /^(LANG|LC_.*)$/.test(name);

const notSet = (name: string): string =>
  `Unable to set '${name}'. This only works if your SSH server is configured to accept these variables via AcceptEnv. ` +
  "Alternatively, if a Bash-like shell runs the command on the remote host, you could prefix the command itself with " +
  "the variables in the form 'VAR=value command'";

/** A logging that is none counts as "none", as the official plugin has it. */
function loggingOf(given: unknown): RemoteRun["logging"] {
  if (given === undefined || given === null) return "stdoutAndStderr";
  return loggings.includes(given) ? (given as RemoteRun["logging"]) : "none";
}

function lastOutput({ stdout, stderr }: Properties): RemoteOutput {
  return {
    stdout: typeof stdout === "string" ? stdout : "",
    stderr: typeof stderr === "string" ? stderr : "",
  };
}

function runOf(command: string, inputs: Properties): RemoteRun {
  const { connection, environment, stdin, logging } = inputs;
  const given = isObject(environment) ? (environment as Record<string, string>) : {};
  const refused = Object.keys(given).find((name) => !taken(name));
  if (refused !== undefined) throw new Error(notSet(refused));
  return {
    command,
    connection: readConnection(isObject(connection) ? connection : {}),
    stdin: typeof stdin === "string" ? stdin : "",
    logging: loggingOf(logging),
    environment: given,
  };
}

/** What the official plugin takes and this one does not. */
function unsupported({ connection }: Properties): Refusal[] {
  if (!isObject(connection) || connection["proxy"] === undefined || connection["proxy"] === null) return [];
  return [{ property: "connection.proxy", reason: "the stand-in plugin knows no jump hosts" }];
}

/** Held to the schema, but for `logging`: the official plugin takes any text there. */
function refusals(schema: PackageSchema, urn: string, news: Properties): Refusal[] {
  const { logging, ...rest } = news;
  const held = typeof plainProperties({ logging })["logging"] === "string" ? rest : news;
  return [...checkInputs(schema, typeOf(urn), held), ...unsupported(plainProperties(news))];
}

/** Inputs and outputs as they are saved; the schema calls the connection a secret. */
function saved(inputs: Properties, output: RemoteOutput): Properties {
  return { ...inputs, connection: secret(inputs["connection"]), ...output };
}

/** The stand-in for the `command` plugin: remote.Command over real SSH, nothing else. */
export function commandProvider(schema: PackageSchema, log: StatusLog, inFlight: InFlight): Provider {
  const run = (urn: string, command: unknown, inputs: Properties, state: Properties): Promise<RemoteOutput> => {
    // Nothing to run leaves the outputs as they were.
    if (typeof command !== "string") return Promise.resolve(lastOutput(state));
    const show = (line: string): void => {
      log.line(urn, line);
    };
    return inFlight.track(async () => {
      for (const name of previousOutput(inputs, state)) log.warn(urn, notSet(name));
      try {
        return await runRemote(runOf(command, inputs), show);
      } finally {
        await log.sent();
      }
    });
  };
  return {
    version: schema.version,
    check: (urn: string, _olds: Properties, news: Properties): Promise<CheckResult> =>
      Promise.resolve({ inputs: news, failures: refusals(schema, urn, news) }),
    diff: (_id: string, _urn: string, olds: Properties, news: Properties): Promise<DiffResult> => {
      const before = plainProperties(olds)["triggers"] ?? [];
      const same = isDeepStrictEqual(before, plainProperties(news)["triggers"] ?? []);
      // Whether anything changed is left open: the engine then compares the inputs itself and shows
      // the lines that differ.
      return Promise.resolve(same ? {} : { replaces: ["triggers"] });
    },
    create: async (urn: string, inputs: Properties): Promise<CreateResult> => {
      const known = plainProperties(inputs);
      const output = await run(urn, known["create"], known, {});
      const name = urn.slice(urn.lastIndexOf("::") + 2);
      return { id: `${name}${randomBytes(4).toString("hex")}`, outs: saved(inputs, output) };
    },
    update: async (_id: string, urn: string, olds: Properties, news: Properties): Promise<UpdateResult> => {
      const known = plainProperties(news);
      const output = await run(urn, known["update"] ?? known["create"], known, plainProperties(olds));
      return { outs: saved(news, output) };
    },
    delete: async (_id: string, urn: string, state: Properties): Promise<void> => {
      const known = plainProperties(state);
      await run(urn, known["delete"], known, known);
    },
  };
}
