import { createHash } from "node:crypto";
import type { ImageConfig } from "./recipe.ts";

const epoch = "2026-01-01T00:00:00Z";

/** Bytes with the digest they are addressed by. */
export interface Blob {
  readonly text: string;
  /** "sha256:…" */
  readonly digest: string;
}

/** A layer that lies in a file: an uncompressed tar, so its digest is its diff id too. */
export interface Layer {
  readonly digest: string;
  readonly bytes: number;
}

const blob = (value: unknown): Blob => {
  const text = JSON.stringify(value);
  return { text, digest: `sha256:${createHash("sha256").update(text).digest("hex")}` };
};

/** Media type of a manifest; the registry has to send it as Content-Type. */
const manifestType = "application/vnd.oci.image.manifest.v1+json";

/**
 * The two JSON documents of a one-layer image for linux/amd64. Pure: equal input, equal digests.
 * @returns config and manifest
 */
export function imageDocuments(config: ImageConfig, layer: Layer): { config: Blob; manifest: Blob } {
  const image = blob({
    created: epoch,
    architecture: "amd64",
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: [layer.digest] },
    history: [{ created: epoch, created_by: "packed from Debian packages" }],
  });
  const manifest = blob({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: image.digest,
      size: Buffer.byteLength(image.text),
    },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: layer.digest, size: layer.bytes }],
  });
  return { config: image, manifest };
}
