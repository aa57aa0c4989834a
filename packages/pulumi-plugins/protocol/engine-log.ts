import { credentials, Metadata } from "@grpc/grpc-js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";

/** Sends status lines about a resource to the engine, which shows them while the step runs. */
export interface StatusLog {
  readonly line: (urn: string, text: string) => void;
  /** A warning, which stays in the run's output. */
  readonly warn: (urn: string, text: string) => void;
  /** Waits until the lines given so far are sent: the engine shows nothing of a step that has ended. */
  readonly sent: () => Promise<void>;
}

const callLimitMs = 5_000;

/**
 * Connects to the engine that started this plugin.
 * @param address host:port of the engine; without one the lines are dropped
 */
export function engineStatusLog(address: string | undefined): StatusLog {
  const nothing = (): undefined => undefined;
  if (address === undefined) return { line: nothing, warn: nothing, sent: () => Promise.resolve() };
  const engine = new engineService.EngineClient(address, credentials.createInsecure());
  // One call after the other, so that the lines of a command keep their order.
  let last: Promise<void> = Promise.resolve();
  const send = (urn: string, text: string, severity: engineProto.LogSeverity, passes: boolean): void => {
    const request = new engineProto.LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(text);
    request.setEphemeral(passes);
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
  const { INFO, WARNING } = engineProto.LogSeverity;
  return {
    line: (urn, text) => {
      send(urn, text, INFO, true);
    },
    warn: (urn, text) => {
      send(urn, text, WARNING, false);
    },
    sent: () => last,
  };
}
