import type { ImageRecipe } from "../recipe.ts";
import { basePackages } from "./base.ts";

/**
 * Stands in for Authentik, which Debian does not have: the commands, settings and paths of the official image, and
 * behind its port the stand-in server that runs beside the rehearsal machine. Its log says so.
 */
export const authentikImage: ImageRecipe = {
  name: "ghcr.io/goauthentik/server:2025.12.1",
  packages: [...basePackages, "dumb-init", "caddy/trixie-backports"],
  files: "authentik",
  drop: ["etc/caddy", "etc/default", "etc/init.d", "usr/lib/systemd", "usr/share/bash-completion"],
  accounts: [{ name: "authentik", id: 1000, home: "/authentik", shell: "/usr/sbin/nologin" }],
  owned: [
    { path: "authentik", id: 1000, mode: 0o755 },
    { path: "certs", id: 1000, mode: 0o755 },
    { path: "data", id: 1000, mode: 0o755 },
    { path: "media", id: 1000, mode: 0o755 },
  ],
  config: {
    User: "1000",
    Env: ["PATH=/lifecycle:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR=/dev/shm/"],
    Entrypoint: ["dumb-init", "--", "ak"],
    WorkingDir: "/",
    Labels: {
      "org.opencontainers.image.title": "authentik server image",
      "org.opencontainers.image.description": "a stand-in for rehearsals; holds no Authentik",
      "org.opencontainers.image.version": "2025.12.1",
    },
  },
};
