#!/usr/bin/env bash
# Every check and test; the last line counts them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
bash test/check.sh
bash test/run-toolkit.sh 2>&1 | tee "$results/unittest" | tail -n 4 || status=1
npm run --silent jest -- --json --outputFile="$results/fast.json" || status=1
npm run --silent jest -- --config test/rehearsal/jest.config.mjs --runInBand --json --outputFile="$results/rehearsal.json" || status=1
node test/count.ts "$results" || status=1
exit "$status"
