#!/usr/bin/env bash
# The tests of the program itself, which need no machine: `npm test`. What the rehearsal is made of has its own,
# which start engines and servers; `make test` runs all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
jest=(npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ test/rehearsal/ test/vm/ test/engine/ packages/ --testPathPatterns)
# `npm test -- test/services`: only these.
[ $# -eq 0 ] || exec "${jest[@]}" "$@"
# Beside each other: the toolkit's tests mostly wait.
bash test/run-toolkit.sh -q &
toolkit=$!
"${jest[@]}" test/ || { wait "$toolkit"; exit 1; }
wait "$toolkit"
