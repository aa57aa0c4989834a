import type { Connection } from "./connection.ts";

const systemReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connect: connection refused",
  EHOSTUNREACH: "connect: no route to host",
  ENETUNREACH: "connect: network is unreachable",
  ETIMEDOUT: "i/o timeout",
};

/**
 * A failed dial in the words the official plugin uses, so that what people search for is the same.
 * @param mismatch whether the host showed another key than the expected one
 */
export function dialErrorText(
  connection: Connection,
  error: Error & { level?: string; code?: string },
  mismatch: boolean,
): string {
  const { host, port } = connection;
  if (mismatch) return "ssh: handshake failed: ssh: host key mismatch";
  if (error.level === "client-authentication") {
    const tried = [
      "none",
      ...(connection.privateKey !== undefined || connection.agent !== undefined ? ["publickey"] : []),
      ...(connection.password === undefined ? [] : ["password"]),
    ].join(" ");
    const left = "no supported methods remain";
    return `ssh: handshake failed: ssh: unable to authenticate, attempted methods [${tried}], ${left}`;
  }
  if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") {
    return `dial tcp: lookup ${host}: no such host`;
  }
  const reason = systemReasons[error.code ?? ""];
  if (reason !== undefined) return `dial tcp ${host}:${port}: ${reason}`;
  if (error.code === "ECONNRESET") return "ssh: handshake failed: connection reset by peer";
  return `ssh: handshake failed: ${error.message}`;
}
