import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { keyOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function check({ input }: Change): void {
  const [certificate, key] = [textOf(input, "certificate_data"), textOf(input, "key_data")];
  if (certificate !== "" && readable(() => new X509Certificate(certificate)) === undefined) {
    throw invalid("certificate_data", "Unable to load certificate.");
  }
  if (key !== "" && readable(() => createPrivateKey(key)) === undefined) {
    throw invalid("key_data", "Unable to load private key.");
  }
}

function view(pair: Stored): Stored {
  const certificate = new X509Certificate(textOf(pair, "certificate_data"));
  const fingerprint = (algorithm: string): string => createHash(algorithm).update(certificate.raw).digest("hex");
  const path = `/api/v3/crypto/certificatekeypairs/${keyOf(pair)}`;
  return {
    ...pick(pair, ["pk", "name", "managed"]),
    fingerprint_sha256: fingerprint("sha256"),
    fingerprint_sha1: fingerprint("sha1"),
    cert_expiry: certificate.validToDate.toISOString(),
    cert_subject: certificate.subject.split("\n").toReversed().join(","),
    private_key_available: textOf(pair, "key_data") !== "",
    key_type: certificate.publicKey.asymmetricKeyType ?? null,
    certificate_download_url: `${path}/view_certificate/?download=true`,
    private_key_download_url: `${path}/view_private_key/?download=true`,
  };
}

/** Certificates with their keys. Their content is shown by paths of its own only. */
export const certificate: Family = {
  name: "certificate",
  path: "/crypto/certificatekeypairs/",
  title: "Certificate-Key Pair",
  key: "uuid",
  defaults: () => ({ key_data: "", managed: null }),
  references: {},
  unique: { name: ["certificate"] },
  secrets: ["key_data"],
  search: ["name"],
  ordering: "name",
  check,
  view,
  filters: {
    has_key: (pair, value) => (textOf(pair, "key_data") !== "") === (value.toLowerCase() === "true"),
  },
  options: ["include_details"],
};
