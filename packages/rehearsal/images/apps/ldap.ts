import type { ImageRecipe } from "../recipe.ts";
import { basePackages } from "./base.ts";
import { python, pythonDrop } from "./python.ts";

/**
 * Stands in for Authentik's LDAP outpost, which Debian does not have: the settings, ports and refusals of the official
 * image, and behind them the stand-in server that answers at AUTHENTIK_HOST. Its log says so.
 */
export const ldapImage: ImageRecipe = {
  name: "ghcr.io/goauthentik/ldap:2025.12.1",
  packages: [...basePackages, ...python],
  files: "ldap",
  drop: pythonDrop,
  links: { "usr/bin/python3": "python3.13" },
  compilePython: true,
  config: {
    User: "1000",
    ExposedPorts: { "3389/tcp": {}, "6636/tcp": {}, "9300/tcp": {} },
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR=/dev/shm/", "LANG=C.UTF-8"],
    Entrypoint: ["/ldap"],
    Labels: {
      "org.opencontainers.image.title": "authentik LDAP outpost image",
      "org.opencontainers.image.description": "a stand-in for rehearsals; holds no Authentik",
      "org.opencontainers.image.version": "2025.12.1",
    },
  },
};
