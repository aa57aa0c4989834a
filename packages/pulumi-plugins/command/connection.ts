import { plainProperties } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";

/** How to reach a host, as the Command resource takes it, defaults filled in. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  /** Path of the ssh-agent's socket: the property, else SSH_AUTH_SOCK. */
  readonly agent?: string;
  /** The host's public key; without it any key is accepted, as with the official plugin. */
  readonly hostKey?: HostKey;
  /** Dials before giving up; -1 means no limit. */
  readonly dialErrorLimit: number;
  /** Seconds one dial may take; 0 means no limit. */
  readonly perDialTimeout: number;
}

/** A public key: its type ("ssh-ed25519") and the key itself in wire format. */
export interface HostKey {
  readonly type: string;
  readonly key: Buffer;
}

/**
 * Reads a host key line: `type base64 [comment]`, or with a host name before it.
 * @throws Error in the official plugin's words when there is no key in it
 */
export function parseHostKey(line: string): HostKey {
  const words = line.trim().split(/\s+/);
  for (const [index, type] of words.entries()) {
    const key = Buffer.from(words[index + 1] ?? "", "base64");
    // The wire format starts with the length of the type's name and that name.
    const named = key.length > 4 && key.subarray(4, 4 + key.readUInt32BE(0)).toString() === type;
    if (named) return { type, key };
  }
  const [, given] = words;
  const wrong = given === undefined ? -1 : given.search(/[^A-Za-z0-9+/=]/);
  const last = wrong < 0 ? "" : `; last parsing error for ignored line: illegal base64 data at input byte ${wrong}`;
  throw new Error(`failed to parse host key: ssh: no key found${last}`);
}

/** A connection from a resource's `connection` property. @param env where SSH_AUTH_SOCK is looked up */
export function readConnection(
  value: Properties,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Connection {
  const given = plainProperties(value);
  const text = (key: string): string | undefined => {
    const found = given[key];
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const count = (key: string, otherwise: number): number => {
    const found = given[key];
    return typeof found === "number" ? found : otherwise;
  };
  const hostKey = text("hostKey");
  const agent = text("agentSocketPath") ?? env["SSH_AUTH_SOCK"];
  const credentials = ["password", "privateKey", "privateKeyPassword"].flatMap((key) => {
    const found = text(key);
    return found === undefined ? [] : [[key, found]];
  });
  return {
    host: text("host") ?? "",
    port: count("port", 22),
    user: text("user") ?? "root",
    dialErrorLimit: count("dialErrorLimit", 10),
    perDialTimeout: count("perDialTimeout", 15),
    ...(Object.fromEntries(credentials) as Partial<Connection>),
    ...(agent === undefined || agent === "" ? {} : { agent }),
    ...(hostKey === undefined ? {} : { hostKey: parseHostKey(hostKey) }),
  };
}
