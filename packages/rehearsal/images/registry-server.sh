#!/bin/sh
# Puts the registry's server into its folder. Wants ROOT, CADDY_DEB and CADDYFILE.
set -eu
mkdir -p "$ROOT/bin"
dpkg-deb --fsys-tarfile "$CADDY_DEB" | tar -x -C "$ROOT/bin" --strip-components=3 --no-same-owner ./usr/bin/caddy
cp "$CADDYFILE" "$ROOT/Caddyfile"
# The server runs under an account of its own.
chmod -R a+rX "$ROOT"
