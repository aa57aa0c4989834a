#!/usr/bin/env bash
# Every check and test that needs no virtual machine; the last line counts them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/parts.sh"
export HOMELAB_REHEARSAL=test

# What takes minutes on a new computer is made beside what does not need it.
beside 0 node packages/pulumi-plugins/cli/tools.ts
tools=$job
beside 10 node packages/rehearsal/namespaces/prepare.ts
parts=$job

part "toolkit" unittests toolkit bash test/run-toolkit.sh
part "checks" bash test/check.sh
part "program" npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ test/rehearsal/ test/vm/ test/engine/ packages/ --json --outputFile="$results/program.json"
zfs_stand_in() {
  node tools/require-command.ts mkfs.btrfs btrfs-progs "test the ZFS stand-in" && python3 -m unittest discover -s packages/zfs-stand-in/test
}
part "ZFS stand-in" unittests zfs-stand-in zfs_stand_in
part "supervisor" unittests supervisor bash packages/rehearsal/namespaces/run-tests.sh
part "waiting for the Pulumi CLI" wait "$tools"
# They start hosts and compare the machine before and after: one after the other.
guests='packages/rehearsal/test/(guest|accidents|cut-off|side-by-side)'
part "engine and packages" npm run --silent jest -- --maxWorkers=100% --testPathIgnorePatterns /node_modules/ "$guests" --testPathPatterns test/engine/ packages/ --json --outputFile="$results/engine.json"
part "waiting for the host's parts" wait "$parts"
part "a guest without a trace" npm run --silent jest -- --runInBand --testPathPatterns "$guests" --json --outputFile="$results/guest.json"
part "chapters on a host in namespaces" chapters rehearsal test/rehearsal/jest.config.mjs
finish toolkit.unittest program.json zfs-stand-in.unittest supervisor.unittest engine.json guest.json rehearsal.json
