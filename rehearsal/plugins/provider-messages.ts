import proto from "@pulumi/pulumi/proto/provider_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
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
