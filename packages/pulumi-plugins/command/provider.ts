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

function previousOutput(inputs: Properties, state: Properties): Record<string, string> {
  if (inputs["addPreviousOutputInEnv"] === false) return {};
  const { stdout, stderr } = lastOutput(state);
  return {
    ...(stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr === "" ? {} : { PULUMI_COMMAND_STDERR: stderr }),
  };
}

function lastOutput({ stdout, stderr }: Properties): RemoteOutput {
  return {
    stdout: typeof stdout === "string" ? stdout : "",
    stderr: typeof stderr === "string" ? stderr : "",
  };
}

function runOf(command: string, inputs: Properties, state: Properties): RemoteRun {
  const { connection, environment, stdin, logging } = inputs;
  const given = isObject(environment) ? (environment as Record<string, string>) : {};
  return {
    command,
    connection: readConnection(isObject(connection) ? connection : {}),
    stdin: typeof stdin === "string" ? stdin : "",
    logging: loggings.includes(logging) ? (logging as RemoteRun["logging"]) : "stdoutAndStderr",
    environment: { ...given, ...previousOutput(inputs, state) },
  };
}

/** What the official plugin takes and this one, or a stock sshd, does not. */
function unsupported(inputs: Properties): Refusal[] {
  const { connection, environment } = inputs;
  const refusals: Refusal[] = [];
  if (isObject(connection) && connection["proxy"] !== undefined && connection["proxy"] !== null) {
    refusals.push({ property: "connection.proxy", reason: "the stand-in plugin knows no jump hosts" });
  }
  const names = isObject(environment) ? Object.keys(environment) : [];
  const refused = names.filter((name) => !/^(LANG|LC_.*)$/.test(name));
  if (refused.length > 0) {
    const reason = `a stock sshd refuses ${refused.join(", ")}: write it into the script or send it on stdin`;
    refusals.push({ property: "environment", reason });
  }
  return refusals;
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
    return inFlight.track(() => runRemote(runOf(command, inputs, state), show).finally(log.sent));
  };
  return {
    version: schema.version,
    check: (urn: string, _olds: Properties, news: Properties): Promise<CheckResult> => {
      const failures = [...checkInputs(schema, typeOf(urn), news), ...unsupported(plainProperties(news))];
      return Promise.resolve({ inputs: news, failures });
    },
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
