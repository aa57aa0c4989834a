#!/usr/bin/env bash
# The tests of the program itself, which need no machine: `npm test`. What the rehearsal is made of has its own,
# which start engines and servers; `make test` runs all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
# Beside each other: the toolkit's tests mostly wait.
bash test/run-toolkit.sh -q &
toolkit=$!
npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ test/rehearsal/ test/vm/ test/engine/ packages/ --testPathPatterns "${@:-test/}" || { wait "$toolkit"; exit 1; }
wait "$toolkit"
