#!/usr/bin/env bash
# What only a machine with a kernel of its own can show: OpenZFS, limits, boot order, power cuts. The last line counts.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/parts.sh"
export HOMELAB_REHEARSAL=test-vm

beside 0 node packages/pulumi-plugins/cli/tools.ts
tools=$job
beside 0 node packages/rehearsal/vm/prepare.ts
machine=$job

part "waiting for the Pulumi CLI" wait "$tools"
part "waiting for the machine's parts" wait "$machine"
part "chapters on a virtual machine" chapters vm test/vm/jest.config.mjs
finish vm.json
