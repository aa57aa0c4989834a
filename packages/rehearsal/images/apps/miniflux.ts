import type { ImageRecipe } from "../recipe.ts";
import { basePackages, nobody, searchPath } from "./base.ts";

const miniflux = {
  packages: [...basePackages, "tzdata", "miniflux"],
  drop: ["etc/miniflux.conf", "usr/lib/systemd"],
  accounts: [nobody],
  config: {
    User: "65534",
    ExposedPorts: { "8080/tcp": {} },
    Env: [searchPath, "LISTEN_ADDR=0.0.0.0:8080"],
    Cmd: ["/usr/bin/miniflux"],
    Labels: { "org.opencontainers.image.title": "Miniflux" },
  },
} as const;

const stub = (tag: string, files: string): ImageRecipe => ({
  name: `docker.io/miniflux/miniflux:${tag}`,
  packages: basePackages,
  files,
  accounts: [nobody],
  config: miniflux.config,
});

/** Miniflux, the same application under another digest, and two that are broken on purpose. */
export const minifluxImages: readonly ImageRecipe[] = [
  { ...miniflux, name: "docker.io/miniflux/miniflux:2.2.6" },
  {
    ...miniflux,
    name: "docker.io/miniflux/miniflux:2.2.6-1",
    config: { ...miniflux.config, Labels: { ...miniflux.config.Labels, "org.opencontainers.image.revision": "1" } },
  },
  stub("0.0.1-silent", "silent"),
  stub("0.0.2-exits", "exits"),
];
