import type { ImageRecipe } from "../recipe.ts";
import { basePackages } from "./base.ts";

/** PostgreSQL 17 with the official image's entrypoint behaviour, user 999 and data path. */
export const postgresImage: ImageRecipe = {
  name: "docker.io/library/postgres:17",
  packages: [
    ...basePackages,
    // libc-bin: the C.UTF-8 locale; tzdata: Debian's server reads the system's zones.
    ...["libc-bin", "tzdata", "bash", "libtinfo6", "util-linux", "libcap-ng0"],
    ...["postgresql-17", "postgresql-client-17", "libpq5", "libreadline8t64"],
    ...["libzstd1", "liblz4-1", "libxxhash0", "libxml2", "liblzma5", "libpam0g", "libaudit1", "libssl3t64", "zlib1g"],
    ...["libgssapi-krb5-2", "libkrb5-3", "libk5crypto3", "libkrb5support0", "libcom-err2", "libkeyutils1"],
    ...["libldap2", "libsasl2-2", "libicu76", "libstdc++6", "libgcc-s1", "libsystemd0", "libcap2", "libuuid1"],
  ],
  files: "postgres",
  drop: [
    ...["usr/lib/postgresql/17/lib/bitcode", "usr/lib/postgresql/17/lib/llvmjit*", "usr/lib/x86_64-linux-gnu/security"],
    ...["usr/lib/postgresql/17/bin/pgbench", "usr/lib/postgresql/17/lib/pgxs", "usr/share/postgresql/17/man"],
    ...["usr/share/bash-completion", "usr/lib/systemd", "etc/init.d", "etc/cron.d", "usr/lib/x86_64-linux-gnu/pgxs"],
    ...["usr/bin/locale*", "usr/bin/zdump", "usr/bin/iconv", "usr/bin/localedef", "usr/sbin/iconvconfig"],
    ...["usr/lib/x86_64-linux-gnu/sasl2", "usr/share/gdb", "etc/pam.d", "etc/logrotate.d", "usr/bin/clear_console"],
  ],
  accounts: [{ name: "postgres", id: 999, home: "/var/lib/postgresql", shell: "/bin/bash" }],
  owned: [
    { path: "var/lib/postgresql", id: 999, mode: 0o1777 },
    { path: "var/lib/postgresql/data", id: 999, mode: 0o1777 },
    { path: "run/postgresql", id: 999, mode: 0o3777 },
  ],
  links: { "var/run": "/run" },
  config: {
    ExposedPorts: { "5432/tcp": {} },
    Env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/17/bin",
      "LANG=C.UTF-8",
      "PG_MAJOR=17",
      "PGDATA=/var/lib/postgresql/data",
    ],
    Entrypoint: ["docker-entrypoint.sh"],
    Cmd: ["postgres"],
    Volumes: { "/var/lib/postgresql/data": {} },
    StopSignal: "SIGINT",
  },
};
