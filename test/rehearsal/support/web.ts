import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request, Agent, type RequestOptions } from "node:https";
import { connect, createSecureContext, TLSSocket, type SecureContext } from "node:tls";
import { loadHost, type Host } from "../../../packages/rehearsal/host/state.ts";

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

/** The tests' rehearsal host; running, or the test is broken. Its name and kind are in the suite's jest.config.mjs. */
export function rehearsalHost(): Host {
  const found = loadHost();
  if (found === undefined) throw new Error("the tests' rehearsal host is not running");
  return found;
}

const trusted = new Map<string, SecureContext>();

/** Whom a client trusts, read once: a load asks thousands of times. */
function trust({ caCertificate }: Host): SecureContext {
  const known = trusted.get(caCertificate) ?? createSecureContext({ ca: readFileSync(caCertificate) });
  trusted.set(caCertificate, known);
  return known;
}

function requestOptions(name: string, path: string, options: Ask): RequestOptions & { secureContext: SecureContext } {
  const host = rehearsalHost();
  return {
    host: "127.0.0.1",
    port: host.ports.https,
    servername: name,
    path,
    method: options.method ?? "GET",
    headers: { host: name, ...options.headers },
    ...(options.user === undefined ? {} : { auth: options.user }),
    secureContext: trust(host),
    agent: options.agent ?? new Agent({ keepAlive: false }),
    timeout: 60_000,
  };
}

/** One HTTPS request to a service through the host's ingress; the rehearsal CA must have signed the certificate. */
export function ask(name: string, path: string, options: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(requestOptions(name, path, options), (response) => {
      const { socket } = response;
      const names = socket instanceof TLSSocket ? (socket.getPeerCertificate().subjectaltname ?? "") : "";
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body, certificateNames: names });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in 60 s")));
    sent.on("error", reject);
    sent.end(options.body);
  });
}

/** A TLS connection through the ingress that asks nothing and stays open until it is destroyed. */
export function holdOpen(name: string): Promise<TLSSocket> {
  const host = rehearsalHost();
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: host.ports.https, servername: name, secureContext: trust(host) };
    const socket = connect(options, () => {
      resolve(socket);
    });
    socket.on("error", reject);
  });
}
