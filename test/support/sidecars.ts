import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planService } from "../../core/plan/plan.ts";
import type { Service } from "../../core/service/service.ts";
import { unpack } from "./plan-files.ts";
import { run } from "./run.ts";
import { settings } from "./samples.ts";
import { until } from "../../tools/until.ts";

/** A request as a server behind a sidecar saw it. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

/** An answer of a sidecar. */
export interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
}

/** Real Caddies with the Caddyfiles of services, on free ports of this computer. */
export class Sidecars {
  readonly #folder = mkdtempSync(join(tmpdir(), "homelab-sidecars-"));
  readonly #program: string;
  readonly #started: ChildProcess[] = [];
  readonly #listening: Server[] = [];

  /** @param program Path of Caddy. */
  constructor(program: string) {
    this.#program = program;
    const subject = ["-subj", "/CN=test", "-days", "3650", "-addext", "basicConstraints=critical,CA:true"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const made = run("openssl", [
      "req",
      "-x509",
      ...curve,
      ...subject,
      "-keyout",
      this.#key,
      "-out",
      this.#certificate,
    ]);
    if (made.code !== 0) throw new Error(made.err);
  }

  get #key(): string {
    return join(this.#folder, "ca.key");
  }

  get #certificate(): string {
    return join(this.#folder, "ca.crt");
  }

  /** A plain HTTP server. @returns its port */
  listen(handler: RequestListener): Promise<number> {
    const server = createServer(handler);
    this.#listening.push(server);
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /**
   * Starts a service's sidecar, its ports and paths changed to ones that are free here.
   * @param upstream Port of its application.
   * @param auth Port of the sidecar where people sign in.
   * @returns the port of its TLS, once it answers
   */
  async start(service: Service, upstream: number, auth = 0): Promise<number> {
    const home = join(this.#folder, service.name);
    mkdirSync(home);
    const [tls, health] = [await this.#freePort(), await this.#freePort()];
    const crt = this.#certificate;
    const text = (unpack(planService(service, settings).generation.bundle)["config/caddy/Caddyfile"] ?? "")
      .replace(/listener_wrappers \{[\s\S]*?\n\t\t\}\n/, "")
      .replaceAll(/\/etc\/caddy\/(sign-on-)?ca\.crt/g, crt)
      .replaceAll("/run/secrets/tls-ca-key", this.#key)
      .replaceAll("/run/caddy-admin.sock", join(home, "admin.sock"))
      .replaceAll("/data/caddy", join(home, "data"))
      .replaceAll("8443", String(tls))
      .replaceAll(":8081", `:${health}`)
      .replaceAll("https://auth.home.test {", `https://127.0.0.1:${auth} {`)
      .replaceAll(`tls_trust_pool file ${crt}`, `tls_trust_pool file ${crt}\n\t\t\t\ttls_server_name auth.home.test`)
      .replaceAll(/127\.0\.0\.1:(8080|9000)/g, `127.0.0.1:${upstream}`);
    writeFileSync(join(home, "Caddyfile"), text);
    const args = ["run", "--config", join(home, "Caddyfile"), "--adapter", "caddyfile"];
    this.#started.push(spawn(this.#program, args, { env: { ...process.env, HOME: home }, stdio: "ignore" }));
    await untilItAnswers(tls, service.web?.hosts[0] ?? "");
    return tls;
  }

  /** Makes a service's sidecar read its config again, as a deploy does. */
  reload(service: Service): void {
    const home = join(this.#folder, service.name);
    const config = ["--config", join(home, "Caddyfile"), "--adapter", "caddyfile"];
    const ran = run(this.#program, ["reload", "--force", ...config, "--address", `unix/${join(home, "admin.sock")}`]);
    if (ran.code !== 0) throw new Error(ran.err);
  }

  async stop(): Promise<void> {
    for (const each of this.#started) {
      const ended = new Promise((resolve) => each.once("exit", resolve));
      each.kill();
      await ended;
    }
    for (const each of this.#listening) each.close();
    rmSync(this.#folder, { recursive: true });
  }

  async #freePort(): Promise<number> {
    const port = await this.listen(() => undefined);
    await new Promise((resolve) => this.#listening.pop()?.close(resolve));
    return port;
  }
}

/**
 * Asks a sidecar.
 * @param host In the request.
 * @param name What TLS is told.
 */
export function askSidecar(
  port: number,
  host: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  name = host,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, servername: name, rejectUnauthorized: false, timeout: 5_000 };
    const outgoing = request({ ...options, headers: { host, ...headers } }, (response) => {
      response.resume().on("end", () => {
        resolve({ status: response.statusCode, location: response.headers.location });
      });
    });
    outgoing.on("error", reject).end();
  });
}

/** Caddy makes its certificate first, so the first handshakes fail. */
const untilItAnswers = (port: number, host: string): Promise<Answer> =>
  until(`${host} answers`, 40, () => askSidecar(port, host, "/outpost.goauthentik.io/ping"));
