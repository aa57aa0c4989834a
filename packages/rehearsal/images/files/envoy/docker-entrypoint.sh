#!/bin/sh
# Arguments that begin with a dash are Envoy's own, as with the official image.
set -e
case "$1" in -*) set -- envoy "$@" ;; esac
if [ "$1" = envoy ] && [ -n "$loglevel" ]; then set -- "$@" --log-level "$loglevel"; fi
exec "$@"
