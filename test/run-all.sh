#!/usr/bin/env bash
# Every check and test that needs no virtual machine; the last line counts them.
# shellcheck disable=SC2329 # lanes and parts call these functions by their names
set -euo pipefail
# shellcheck source=test/parts.sh
source "$(dirname "${BASH_SOURCE[0]}")/parts.sh"
hosts=(test-deploys test-changes)

# What takes minutes on a new computer is made beside what does not need it.
beside tools 0 node packages/pulumi-plugins/cli/tools.ts
beside host 10 node packages/rehearsal/namespaces/prepare.ts

# They start hosts of their own.
guests='packages/rehearsal/test/(guest|accidents|cut-off|side-by-side)'

zfs_stand_in() {
  node tools/require-command.ts mkfs.btrfs btrfs-progs "test the ZFS stand-in" &&
    python3 -m unittest discover -s packages/zfs-stand-in/test
}

without_a_host() {
  part "toolkit" unittests toolkit bash test/run-toolkit.sh
  part "checks" bash test/check.sh
  part "program" npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ test/rehearsal/ test/vm/ test/engine/ packages/ --json --outputFile="$results/program.json"
  part "ZFS stand-in" unittests zfs-stand-in zfs_stand_in
  part "supervisor" unittests supervisor bash packages/rehearsal/namespaces/run-tests.sh
  part "the Pulumi CLI is there" ready tools
  part "engine and packages" npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ "$guests" --testPathPatterns test/engine/ packages/ --json --outputFile="$results/engine.json"
}

guests() {
  part "the host's parts are there" ready host
  part "a guest without a trace" npm run --silent jest -- --runInBand --testPathPatterns "$guests" --json --outputFile="$results/guest.json"
}

# A host waits more than it works, so two of them take little longer than one.
chapters_of() { # NAME
  ready host && ready tools && part "chapters: $1" chapters "$1" "test/rehearsal/$1/jest.config.mjs"
}
deploys() { chapters_of deploys; }
changes() { chapters_of changes; }

lane fast without_a_host
lane guests guests
lane deploys deploys
lane changes changes
finish toolkit.unittest program.json zfs-stand-in.unittest supervisor.unittest engine.json guest.json deploys.json changes.json
