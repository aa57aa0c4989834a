import ssh2 from "ssh2";
import { Failure } from "../../../tools/failure.ts";
import { parseHostKey } from "../../pulumi-plugins/command/connection.ts";

/** Where an SSH server should answer, and with which key. */
export interface SshEndpoint {
  readonly host: string;
  readonly port: number;
  /** The expected public host key: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
}

const limitMs = 5_000;

function tryOnce({ host, port, hostKey }: SshEndpoint): Promise<string | undefined> {
  const expected = parseHostKey(hostKey);
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    let wrongKey = false;
    const end = (problem?: string): void => {
      clearTimeout(timer);
      // Later errors of a connection that is being dropped mean nothing.
      client.removeAllListeners().on("error", () => undefined);
      client.destroy();
      resolve(problem);
    };
    const timer = setTimeout(() => {
      end(`accepts connections but completes no SSH handshake within ${limitMs / 1000} s`);
    }, limitMs);
    const verify = (key: Buffer): boolean => {
      wrongKey = !expected.key.equals(key);
      return !wrongKey;
    };
    client.once("handshake", () => {
      end();
    });
    client.once("error", (error) => {
      end(wrongKey ? "shows another host key than the rehearsal machine's" : `does not answer: ${error.message}`);
    });
    client.once("close", () => {
      end("closes the connection before the SSH handshake");
    });
    client.connect({ host, port, username: "root", authHandler: ["none"], readyTimeout: 0, hostVerifier: verify });
  });
}

/**
 * Tries an SSH handshake, twice at most, 5 s each: a machine that accepts connections and stays
 * silent would keep a deployment waiting without a word.
 * @throws Failure that says what the machine does
 */
export async function probeHandshake(endpoint: SshEndpoint): Promise<void> {
  const first = await tryOnce(endpoint);
  const problem = first === undefined ? undefined : await tryOnce(endpoint);
  if (problem === undefined) return;
  const fix = "./rehearse status shows its state; ./rehearse down and ./rehearse up restart it";
  throw new Failure(`rehearsal machine ${endpoint.host}:${endpoint.port}`, problem, fix);
}
