import type { ImageRecipe } from "../recipe.ts";
import { basePackages, searchPath } from "./base.ts";

/** Radicale; the paths of the official image's virtual environment lead to Debian's Python. */
export const radicaleImage: ImageRecipe = {
  name: "ghcr.io/kozea/radicale:3.5.3",
  packages: [
    ...basePackages,
    ...["python3.13-minimal", "libpython3.13-minimal", "libpython3.13-stdlib", "python3-radicale", "radicale"],
    ...["python3-defusedxml", "python3-passlib", "python3-legacycrypt", "python3-vobject", "python3-dateutil"],
    ...["python3-tz", "python3-bcrypt", "python3-six"],
    ...["libexpat1", "zlib1g", "libssl3t64", "libffi8", "libbz2-1.0", "liblzma5", "libgcc-s1", "libcrypt1"],
    ...["libsqlite3-0", "libuuid1", "libzstd1", "media-types"],
  ],
  drop: [
    ...["etc/radicale", "etc/default", "etc/init.d", "usr/lib/systemd", "usr/lib/python3.13/idlelib"],
    ...[
      "usr/lib/python3.13/pydoc_data",
      "usr/lib/python3.13/test",
      "usr/lib/python3.13/_pyrepl",
      "usr/lib/python3.13/lib2to3",
      "usr/lib/python3.13/config-3.13-*",
    ],
    ...["usr/lib/python3/dist-packages/passlib/tests", "usr/share/python3", "usr/share/radicale", "etc/logrotate.d"],
  ],
  links: {
    "app/bin/python": "/usr/bin/python3.13",
    "app/bin/radicale": "/usr/bin/radicale",
    "usr/bin/python3": "python3.13",
  },
  accounts: [{ name: "radicale", id: 1000, home: "/var/lib/radicale", shell: "/bin/false" }],
  owned: [{ path: "var/lib/radicale", id: 1000, mode: 0o755 }],
  compilePython: true,
  config: {
    User: "radicale",
    ExposedPorts: { "5232/tcp": {} },
    Env: [searchPath, "LANG=C.UTF-8"],
    Entrypoint: ["/app/bin/python", "/app/bin/radicale"],
    Cmd: ["--hosts", "0.0.0.0:5232,[::]:5232"],
    Volumes: { "/var/lib/radicale": {} },
    WorkingDir: "/app",
  },
};
