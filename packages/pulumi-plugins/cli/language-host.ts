import type { ChildProcess } from "node:child_process";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { endWhenOrphaned } from "../protocol/orphan.ts";
import { runProgram } from "./run-program.ts";
import { pulumiVersion } from "./versions.ts";

// A stand-in for the official Node language host, for machines where only the CLI can be had.
// It runs a program; what else a language host can do (install packages, generate SDKs) it refuses.

let engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
const running = new Set<ChildProcess>();

function answer<Request, Response>(make: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
    Promise.resolve(call.request)
      .then(make)
      .then(
        (response) => {
          reply(null, response);
        },
        (error: unknown) => {
          reply({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
        },
      );
  };
}

async function run(request: InstanceType<typeof language.RunRequest>): Promise<object> {
  const response = new language.RunResponse();
  const end = await runProgram(request, engine, running);
  response.setBail(end.reported);
  if (end.error !== undefined) response.setError(end.error);
  return response;
}

const handlers: UntypedServiceImplementation = {
  handshake: answer((request: InstanceType<typeof language.LanguageHandshakeRequest>) => {
    engine = request.getEngineAddress();
    return new language.LanguageHandshakeResponse();
  }),
  getPluginInfo: answer(() => {
    const info = new plugin.PluginInfo();
    info.setVersion(pulumiVersion);
    return info;
  }),
  // The engine meets each plugin when the first resource asks for it.
  getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
  getProgramDependencies: answer(() => new language.GetProgramDependenciesResponse()),
  about: answer(() => {
    const about = new language.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    return about;
  }),
  run: answer(run),
  cancel: answer(() => {
    for (const program of running) program.kill("SIGTERM");
    return new emptyProto.Empty();
  }),
};

endWhenOrphaned(() => running.size === 0);
const server = new Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
// Calls without a handler are answered with UNIMPLEMENTED.
server.addService(languageService.LanguageRuntimeService, handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});
