import { isDeepStrictEqual } from "node:util";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { ConfiguredProvider } from "./configured-provider.ts";
import { endWhenOrphaned } from "./orphan.ts";
import { plainProperties } from "./property-values.ts";
import { bag, checked, differences, failure, refusalList, struct } from "./provider-messages.ts";
import type { Struct } from "./provider-messages.ts";
import type { InFlight } from "./serve.ts";

type Handler<Q, A> = (call: ServerUnaryCall<Q, A>, callback: sendUnaryData<A>) => void;

/** Turns a function into a gRPC handler; an error's message alone goes back. */
function unary<Q, A>(inFlight: InFlight, work: (request: Q) => A | Promise<A>): Handler<Q, A> {
  return (call, callback) => {
    inFlight
      .track(async () => work(call.request))
      .then(
        (answer) => {
          callback(null, answer);
        },
        (error: unknown) => {
          callback(failure(error));
        },
      );
  };
}

function parameterized(
  { parameterization }: ConfiguredProvider,
  request: proto.ParameterizeRequest,
): proto.ParameterizeResponse {
  if (parameterization === undefined) throw new Error("this plugin serves one package only: it takes no parameters");
  const value = request.getValue();
  const { name, version } =
    value === undefined
      ? parameterization.fromArguments(request.getArgs()?.getArgsList() ?? [])
      : parameterization.fromValue(Buffer.from(value.getValue_asU8()).toString());
  const answer = new proto.ParameterizeResponse();
  answer.setName(name);
  answer.setVersion(version);
  return answer;
}

function packageCalls(provider: ConfiguredProvider, inFlight: InFlight): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(inFlight, () => {
      const answer = new pluginProto.PluginInfo();
      answer.setVersion(provider.version);
      return answer;
    }),
    getSchema: unary(inFlight, () => {
      const answer = new proto.GetSchemaResponse();
      answer.setSchema(provider.schema);
      return answer;
    }),
    checkConfig: unary(inFlight, (request: proto.CheckRequest) =>
      checked(request.getNews(), provider.checkConfig(bag(request.getNews()))),
    ),
    diffConfig: unary(inFlight, (request: proto.DiffRequest) => {
      const settings = [request.getOlds(), request.getNews()].map((one) => plainProperties(bag(one)));
      // Other settings never need new resources: they say how to reach the same service.
      return differences({ changed: isDeepStrictEqual(settings[0], settings[1]) ? [] : ["settings"], replaces: [] });
    }),
    configure: unary(inFlight, async (request: proto.ConfigureRequest) => {
      await provider.configure(bag(request.getArgs()));
      const answer = new proto.ConfigureResponse();
      answer.setAcceptsecrets(true);
      answer.setSupportspreview(true);
      return answer;
    }),
    invoke: unary(inFlight, async (request: proto.InvokeRequest) => {
      const found = await provider.invoke(request.getTok(), bag(request.getArgs()));
      const answer = new proto.InvokeResponse();
      if ("refusals" in found) answer.setFailuresList(refusalList(found.refusals));
      else answer.setReturn(struct(found.result));
      return answer;
    }),
    parameterize: unary(inFlight, (request: proto.ParameterizeRequest) => parameterized(provider, request)),
    cancel: unary(inFlight, () => new emptyProto.Empty()),
    attach: unary(inFlight, () => new emptyProto.Empty()),
  };
}

interface BeforeRequest {
  getId(): string;
  getUrn(): string;
  getOlds(): Struct | undefined;
  getOldInputs(): Struct | undefined;
  getIgnorechangesList?(): string[];
}

function before(request: BeforeRequest): Parameters<ConfiguredProvider["diff"]>[0] {
  const [state, inputs] = [bag(request.getOlds()), bag(request.getOldInputs())];
  return { id: request.getId(), urn: request.getUrn(), state, inputs, ignored: request.getIgnorechangesList?.() ?? [] };
}

function checkResource(provider: ConfiguredProvider, request: proto.CheckRequest): proto.CheckResponse {
  const [urn, last, inputs] = [request.getUrn(), bag(request.getOlds()), bag(request.getNews())];
  const completed = provider.complete?.(urn, inputs, last, request.getRandomseed_asU8()) ?? inputs;
  return checked(struct(completed), provider.check(urn, inputs));
}

function resourceCalls(provider: ConfiguredProvider, inFlight: InFlight): UntypedServiceImplementation {
  return {
    check: unary(inFlight, (request: proto.CheckRequest) => checkResource(provider, request)),
    diff: unary(inFlight, (request: proto.DiffRequest) =>
      differences(provider.diff(before(request), bag(request.getNews()))),
    ),
    create: unary(inFlight, async (request: proto.CreateRequest) => {
      const made = await provider.create(request.getUrn(), bag(request.getProperties()), request.getPreview());
      const answer = new proto.CreateResponse();
      answer.setId(made.id);
      answer.setProperties(struct(made.outs));
      return answer;
    }),
    update: unary(inFlight, async (request: proto.UpdateRequest) => {
      const outs = await provider.update(before(request), bag(request.getNews()), request.getPreview());
      const answer = new proto.UpdateResponse();
      answer.setProperties(struct(outs));
      return answer;
    }),
    read: unary(inFlight, async (request: proto.ReadRequest) => {
      const [state, inputs] = [bag(request.getProperties()), bag(request.getInputs())];
      const found = await provider.read({ id: request.getId(), urn: request.getUrn(), state, inputs });
      const answer = new proto.ReadResponse();
      // No id says that the resource is gone.
      if (found === undefined) return answer;
      answer.setId(found.id);
      answer.setProperties(struct(found.outs));
      answer.setInputs(struct(found.inputs));
      return answer;
    }),
    delete: unary(inFlight, async (request: proto.DeleteRequest) => {
      const [state, inputs] = [bag(request.getProperties()), bag(request.getOldInputs())];
      await provider.delete({ id: request.getId(), urn: request.getUrn(), state, inputs });
      return new emptyProto.Empty();
    }),
  };
}

/** Serves a provider with settings to the engine until the engine ends it or is gone. */
export async function serveConfigured(provider: ConfiguredProvider, inFlight: InFlight): Promise<void> {
  endWhenOrphaned(() => inFlight.idle);
  const server = new Server();
  const calls = { ...packageCalls(provider, inFlight), ...resourceCalls(provider, inFlight) };
  server.addService(providerService.ResourceProviderService, calls);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  // The engine reads the port from the first line.
  console.log(String(port));
}
