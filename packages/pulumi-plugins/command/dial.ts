import { connect as connectSocket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2 from "ssh2";
import type { AuthenticationType, Client, ConnectConfig, ServerHostKeyAlgorithm } from "ssh2";
import type { Connection } from "./connection.ts";
import { dialErrorText } from "./dial-error.ts";

// A host that vanished without closing the connection (a paused or killed machine) would otherwise
// keep a step waiting for ever; two minutes leave room for a slow emulated host.
const keepalive = { keepaliveInterval: 15_000, keepaliveCountMax: 8 };

// The official plugin limits the TCP connection only and hangs for ever on a peer that accepts and then stays silent.
// Eight times as long (a minute at home's 8 s) is enough for an emulated host that several handshakes keep busy.
const handshakeFactor = 8;

function authMethods(connection: Connection): AuthenticationType[] {
  return [
    "none",
    ...(connection.privateKey === undefined ? [] : (["publickey"] as const)),
    ...(connection.password === undefined ? [] : (["password"] as const)),
    ...(connection.agent === undefined ? [] : (["agent"] as const)),
  ];
}

/** The signature algorithms a host may prove this key type with. */
function algorithmsFor(type: string): ServerHostKeyAlgorithm[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type as ServerHostKeyAlgorithm];
}

function sshConfig(connection: Connection, mismatch: () => void): ConnectConfig {
  const { host, port, user, password, privateKey, privateKeyPassword, agent, hostKey } = connection;
  const verify = (presented: Buffer): boolean => {
    const same = hostKey === undefined || hostKey.key.equals(presented);
    if (!same) mismatch();
    return same;
  };
  return {
    ...{ host, port, username: user, ...keepalive, readyTimeout: 0, authHandler: authMethods(connection) },
    hostVerifier: verify,
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(privateKeyPassword === undefined ? {} : { passphrase: privateKeyPassword }),
    ...(agent === undefined ? {} : { agent }),
    // The host shows one of its keys only: ask for the kind that is expected.
    ...(hostKey === undefined ? {} : { algorithms: { serverHostKey: algorithmsFor(hostKey.type) } }),
  };
}

/** One TCP connection, handshake and login. Rejects with the official plugin's words. */
function dialOnce(connection: Connection): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let mismatch = false;
    const fail = (error: Error & { level?: string; code?: string }): void => {
      clearTimeout(timer);
      client.on("error", () => undefined).destroy();
      reject(new Error(dialErrorText(connection, error, mismatch)));
    };
    const limited = (seconds: number): NodeJS.Timeout | undefined =>
      seconds > 0
        ? setTimeout(() => {
            fail(Object.assign(new Error("i/o timeout"), { code: "ETIMEDOUT" }));
          }, seconds * 1000)
        : undefined;
    let timer = limited(connection.perDialTimeout);
    client.once("connect", () => {
      clearTimeout(timer);
      timer = limited(connection.perDialTimeout * handshakeFactor);
    });
    client.once("error", fail);
    client.once("close", () => {
      fail(new Error("EOF"));
    });
    client.once("ready", () => {
      clearTimeout(timer);
      client.removeAllListeners("close").removeListener("error", fail);
      // The running command learns of a lost connection by its channel's end.
      client.on("error", () => undefined);
      resolve(client);
    });
    client.connect(
      sshConfig(connection, () => {
        mismatch = true;
      }),
    );
  });
}

/** Fails at once when the agent's socket is stale, even beside a private key, as the official plugin does. */
function probeAgent(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "ENOENT" ? "no such file or directory" : "connection refused";
      reject(new Error(`dial unix ${path}: connect: ${reason}`));
    });
  });
}

/**
 * Connects and logs in, trying again after every kind of failure: 100 ms, then 1.5 times longer
 * each time, at most 5 s.
 * @param log receives one line for each failed try
 * @throws Error "after N failed attempts: …" when the limit is reached
 */
export async function dial(connection: Connection, log: (line: string) => void): Promise<Client> {
  checkPrivateKey(connection);
  if (connection.agent !== undefined) await probeAgent(connection.agent);
  const limit = connection.dialErrorLimit;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dialOnce(connection);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // The official plugin says "retrying" also when it then gives up.
      log(`Dial ${attempt}/${limit < 0 ? "inf" : limit} failed: retrying`);
      if (limit >= 0 && attempt >= limit) throw new Error(`after ${attempt} failed attempts: ${reason}`);
      await sleep(Math.min(100 * 1.5 ** (attempt - 1), 5_000));
    }
  }
}

function checkPrivateKey({ privateKey, privateKeyPassword }: Connection): void {
  if (privateKey === undefined) return;
  const parsed = ssh2.utils.parseKey(privateKey, privateKeyPassword);
  if (parsed instanceof Error) throw new Error(`ssh: ${parsed.message}`);
}
