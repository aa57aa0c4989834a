/** Debian's Python with the libraries that its standard library links to. */
export const python = [
  ...["python3.13-minimal", "libpython3.13-minimal", "libpython3.13-stdlib", "media-types"],
  ...["libexpat1", "zlib1g", "libssl3t64", "libffi8", "libbz2-1.0", "liblzma5", "libgcc-s1", "libcrypt1"],
  ...["libsqlite3-0", "libuuid1", "libzstd1"],
] as const;

/** What of it no service runs. */
export const pythonDrop: readonly string[] = [
  "usr/lib/python3.13/idlelib",
  "usr/lib/python3.13/pydoc_data",
  "usr/lib/python3.13/test",
  "usr/lib/python3.13/_pyrepl",
  "usr/lib/python3.13/lib2to3",
  "usr/lib/python3.13/config-3.13-*",
  "usr/share/python3",
];
