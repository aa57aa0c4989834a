import { credentials, Metadata } from "@grpc/grpc-js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";

/** Sends status lines about a resource to the engine, which shows them while the step runs. */
export interface StatusLog {
  readonly line: (urn: string, text: string) => void;
  /** Waits until the lines given so far are sent: the engine shows nothing of a step that has ended. */
  readonly sent: () => Promise<void>;
}

const callLimitMs = 5_000;

/**
 * Connects to the engine that started this plugin.
 * @param address host:port of the engine; without one the lines are dropped
 */
export function engineStatusLog(address: string | undefined): StatusLog {
  if (address === undefined) return { line: () => undefined, sent: () => Promise.resolve() };
  const engine = new engineService.EngineClient(address, credentials.createInsecure());
  // One call after the other, so that the lines of a command keep their order.
  let last: Promise<void> = Promise.resolve();
  const line = (urn: string, text: string): void => {
    const request = new engineProto.LogRequest();
    request.setSeverity(engineProto.LogSeverity.INFO);
    request.setUrn(urn);
    request.setMessage(text);
    request.setEphemeral(true);
    last = last.then(
      () =>
        new Promise((done) => {
          // A lost line must not fail the step it tells about.
          engine.log(request, new Metadata(), { deadline: Date.now() + callLimitMs }, () => {
            done();
          });
        }),
    );
  };
  return { line, sent: () => last };
}
