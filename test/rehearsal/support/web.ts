import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request, Agent } from "node:https";
import { connect, TLSSocket } from "node:tls";
import { loadHost } from "../../../packages/rehearsal/host/state.ts";

process.env["HOMELAB_REHEARSAL"] = "test";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly certificateNames: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly user?: string;
  readonly agent?: Agent;
}

/** The machine of the tests; running, or the test is broken. */
export function vm(): NonNullable<ReturnType<typeof loadHost>> {
  const found = loadHost();
  if (found === undefined) throw new Error("the tests' rehearsal machine is not running");
  return found;
}

/** One HTTPS request to a service through the machine's ingress; the rehearsal CA must have signed the certificate. */
export function ask(host: string, path: string, options: Ask = {}): Promise<Answer> {
  const machine = vm();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: machine.ports.https,
        servername: host,
        path,
        method: options.method ?? "GET",
        headers: { host, ...options.headers },
        ...(options.user === undefined ? {} : { auth: options.user }),
        ca: readFileSync(machine.caCertificate),
        agent: options.agent ?? new Agent({ keepAlive: false }),
        timeout: 60_000,
      },
      (response) => {
        const names =
          response.socket instanceof TLSSocket ? (response.socket.getPeerCertificate().subjectaltname ?? "") : "";
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
            certificateNames: names,
          });
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer in 60 s")));
    sent.on("error", reject);
    sent.end(options.body);
  });
}

/** A TLS connection through the ingress that asks nothing and stays open until it is destroyed. */
export function holdOpen(host: string): Promise<TLSSocket> {
  const machine = vm();
  return new Promise((resolve, reject) => {
    const ca = readFileSync(machine.caCertificate);
    const socket = connect({ host: "127.0.0.1", port: machine.ports.https, servername: host, ca }, () => {
      resolve(socket);
    });
    socket.on("error", reject);
  });
}
