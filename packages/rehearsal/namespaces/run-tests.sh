#!/usr/bin/env bash
# The supervisor's own tests, without a host. As root: they make cgroups.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=()
[ "$(id -u)" = 0 ] || root=(sudo -n --)
exec "${root[@]}" env PYTHONPATH=. python3 -B -m unittest discover -s test "$@"
