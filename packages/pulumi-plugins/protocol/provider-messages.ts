import { Metadata, status } from "@grpc/grpc-js";
import type { StatusObject } from "@grpc/grpc-js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { InitializationFailed } from "./configured-provider.ts";
import type { Differences } from "./configured-provider.ts";
import type { Properties } from "./property-values.ts";
import type { Refusal } from "./schema-check.ts";

/** A property bag as gRPC carries it. */
export type Struct = structProto.Struct;

/** The property bag in a message; empty when there is none. */
export function bag(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** A property bag for a message; undefined properties are left out. */
export function struct(properties: Properties): Struct {
  const present = Object.entries(properties).filter(([, value]) => value !== undefined);
  return structProto.Struct.fromJavaScript(Object.fromEntries(present) as Record<string, structProto.JavaScriptValue>);
}

/** Refused properties for a message. */
export function refusalList(refusals: readonly Refusal[]): proto.CheckFailure[] {
  return refusals.map(({ property, reason }) => {
    const failure = new proto.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
  });
}

/** The answer to a check: the inputs as they came, and what is wrong with them. */
export function checked(inputs: Struct | undefined, refusals: readonly Refusal[]): proto.CheckResponse {
  const answer = new proto.CheckResponse();
  answer.setInputs(inputs ?? struct({}));
  answer.setFailuresList(refusalList(refusals));
  return answer;
}

/** The answer to a diff. */
export function differences({ changed, replaces }: Differences): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const answer = new proto.DiffResponse();
  answer.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
  answer.setDiffsList([...changed]);
  answer.setReplacesList([...replaces]);
  return answer;
}

/** An error for the engine: its message, and the resource that was made all the same. */
export function failure(error: unknown): Partial<StatusObject> {
  const details = error instanceof Error ? error.message : "unknown error";
  if (!(error instanceof InitializationFailed)) return { code: status.UNKNOWN, details };
  const made = new proto.ErrorResourceInitFailed();
  made.setId(error.made.id);
  made.setProperties(struct(error.made.outs));
  made.setReasonsList([details]);
  const packed = new anyProto.Any();
  packed.pack(made.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new statusProto.Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(details);
  answer.addDetails(packed);
  const metadata = new Metadata();
  // Where gRPC looks for an error's structured details.
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: status.UNKNOWN, details, metadata };
}
