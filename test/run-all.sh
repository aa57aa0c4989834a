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
part "ZFS stand-in" unittests zfs-stand-in python3 -m unittest discover -s packages/zfs-stand-in/test
part "supervisor" unittests supervisor bash packages/rehearsal/namespaces/run-tests.sh
part "waiting for the Pulumi CLI" wait "$tools"
part "engine and packages" npm run --silent jest -- --maxWorkers=100% --testPathPatterns test/engine/ packages/ --json --outputFile="$results/engine.json"
part "waiting for the host's parts" wait "$parts"
part "chapters on a host in namespaces" chapters rehearsal test/rehearsal/jest.config.mjs
finish toolkit.unittest program.json zfs-stand-in.unittest supervisor.unittest engine.json rehearsal.json
