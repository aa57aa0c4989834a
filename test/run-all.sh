#!/usr/bin/env bash
# Every check and test; the last line counts them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
results=$(mktemp -d)
machine=
trap 'rm -rf "$results"; if [ -n "$machine" ]; then kill "$machine" 2>/dev/null || true; fi' EXIT
status=0
bash test/run-toolkit.sh 2>&1 | tee "$results/unittest" | tail -n 4 || status=1
# The machine is compiled and packed with what checks and fast tests leave of the processors.
nice -n 19 node packages/rehearsal/vm/prepare.ts &
machine=$!
bash test/check.sh
npm run --silent jest -- --maxWorkers=100% --json --outputFile="$results/fast.json" || status=1
# What it could not have is tried again, and told, where the machine is started.
wait "$machine" || true
machine=
npm run --silent jest -- --config test/rehearsal/jest.config.mjs --runInBand --json --outputFile="$results/rehearsal.json" || status=1
node test/count.ts "$results" || status=1
exit "$status"
