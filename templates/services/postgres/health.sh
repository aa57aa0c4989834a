#!/bin/sh
# Healthy: the role has its password, and the server answers where applications ask. The server logs a FATAL line for a
# role or a database that does not exist, so the probe names those of the application.
set -eu
[ -f /tmp/homelab-rekeyed ]
exec pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"
