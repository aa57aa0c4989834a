import type { ImageRecipe } from "../recipe.ts";
import { basePackages, searchPath } from "./base.ts";
import { python, pythonDrop } from "./python.ts";

const packages = [
  ...basePackages,
  ...python,
  ...["python3-radicale", "radicale"],
  ...["python3-defusedxml", "python3-passlib", "python3-legacycrypt", "python3-vobject", "python3-dateutil"],
  ...["python3-tz", "python3-bcrypt", "python3-six"],
];

const drop = [
  ...pythonDrop,
  ...["etc/radicale", "etc/default", "etc/init.d", "usr/lib/systemd", "usr/share/radicale", "etc/logrotate.d"],
  "usr/lib/python3/dist-packages/passlib/tests",
];

const radicale: ImageRecipe = {
  name: "ghcr.io/kozea/radicale:3.5.3",
  packages,
  drop,
  // The paths of the official image's virtual environment lead to Debian's Python.
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

/** The same application as another image has it, which speaks LDAP too. Debian has its release 3.5.3, not 3.5.4. */
const radicaleWithLdap: ImageRecipe = {
  name: "docker.io/tomsquest/docker-radicale:3.5.4.0",
  packages: [...packages, "python3-ldap3", "python3-pyasn1"],
  drop,
  files: "radicale",
  links: { "venv/bin/radicale": "/usr/bin/radicale", "usr/bin/python3": "python3.13" },
  accounts: [{ name: "radicale", id: 2999, home: "/data", shell: "/bin/false" }],
  owned: [{ path: "data", id: 2999, mode: 0o770 }],
  compilePython: true,
  config: {
    ExposedPorts: { "5232/tcp": {} },
    Env: [searchPath, "LANG=C.UTF-8", "VERSION=3.5.4", "TAKE_FILE_OWNERSHIP=true"],
    Entrypoint: ["docker-entrypoint.sh"],
    Cmd: ["/venv/bin/radicale", "--config", "/config/config"],
    Volumes: { "/config": {}, "/data": {} },
    Labels: { "org.label-schema.description": "Radicale 3.5.3 of Debian, for rehearsals" },
  },
};

export const radicaleImages: readonly ImageRecipe[] = [radicale, radicaleWithLdap];
