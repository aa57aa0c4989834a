import { spawnSync } from "node:child_process";
import { Failure } from "../../../tools/failure.ts";

const seconds = 30;

/**
 * Makes an RSA key and a certificate for it, as a fresh install does.
 * @param name the certificate's common name
 * @returns both as PEM
 * @throws Failure when openssl is missing or fails
 */
export function selfSignedPair(name: string): { readonly certificate: string; readonly key: string } {
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", "-"];
  const certificate = ["-x509", "-sha256", "-days", "365", "-subj", `/O=authentik/CN=${name}`, "-out", "-"];
  // Both come by standard output, so the key never lies in a file of its own.
  const made = spawnSync("openssl", ["req", ...certificate, ...key], { encoding: "utf8", timeout: seconds * 1000 });
  const blocks = /^([\s\S]*PRIVATE KEY-----\n)([\s\S]*)$/.exec(made.status === 0 ? made.stdout : "");
  if (blocks?.[1] === undefined || blocks[2] === undefined) {
    const problem = made.error?.message ?? "openssl made no certificate";
    throw new Failure("the Authentik stand-in's certificate", problem, "apt-get install openssl");
  }
  return { key: blocks[1], certificate: blocks[2] };
}
