import type { ImageRecipe } from "../recipe.ts";
import { basePackages, searchPath } from "./base.ts";

/** Caddy; Debian's stable version is too old to speak the PROXY protocol, the backport is not. */
export const caddyImage: ImageRecipe = {
  name: "docker.io/library/caddy:2.11.2",
  packages: [...basePackages, "caddy/trixie-backports"],
  files: "caddy",
  drop: ["etc/default", "usr/lib/systemd", "usr/share/bash-completion", "etc/init.d"],
  owned: [
    { path: "config/caddy", id: 0, mode: 0o1777 },
    { path: "data/caddy", id: 0, mode: 0o1777 },
    { path: "srv", id: 0, mode: 0o755 },
  ],
  config: {
    ExposedPorts: { "80/tcp": {}, "443/tcp": {}, "443/udp": {}, "2019/tcp": {} },
    Env: [searchPath, "CADDY_VERSION=v2.11.2", "XDG_CONFIG_HOME=/config", "XDG_DATA_HOME=/data"],
    Cmd: ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
    WorkingDir: "/srv",
  },
};
