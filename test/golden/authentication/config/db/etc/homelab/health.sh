#!/bin/sh
# Healthy: the role has its password, and the server answers where applications ask.
set -eu
[ -f /tmp/homelab-rekeyed ]
exec pg_isready -q -h 127.0.0.1
