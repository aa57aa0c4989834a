#!/usr/bin/env bash
# The project's own packages, Node 24 among them; quick when nothing changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
stamp=node_modules/.installed-lockfile
if cmp -s package-lock.json "$stamp"; then exit 0; fi
command -v npm >/dev/null || {
  echo "error: npm is missing; it installs this project's packages. To install it: apt-get install nodejs npm" >&2
  exit 1
}
if [ -L node_modules ]; then
  # npm would empty the folder that the link leads to.
  echo "node_modules is a link to $(readlink node_modules): removing the link; its target stays" >&2
  rm node_modules
fi
echo "installing the project's packages (npm ci)" >&2
npm ci --no-audit --no-fund --loglevel=error >&2 || {
  echo "error: npm ci failed (see above); it needs the npm registry, or a cache that holds package-lock.json's versions" >&2
  exit 1
}
cp package-lock.json "$stamp"
