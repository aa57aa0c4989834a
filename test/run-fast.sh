#!/usr/bin/env bash
# The tests that need no machine: `npm test`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
bash test/run-toolkit.sh -q
npm run --silent jest -- "$@"
