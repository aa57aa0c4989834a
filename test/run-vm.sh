#!/usr/bin/env bash
# What only a machine with a kernel of its own can show: OpenZFS, limits, boot order, power cuts. The last line counts.
# shellcheck disable=SC2329 # lanes and parts call these functions by their names
set -euo pipefail
# shellcheck source=test/parts.sh
source "$(dirname "${BASH_SOURCE[0]}")/parts.sh"
hosts=(test-vm)

beside tools 0 node packages/pulumi-plugins/cli/tools.ts
beside machine 0 node packages/rehearsal/vm/prepare.ts

machine() {
  part "the Pulumi CLI is there" ready tools
  part "the machine's parts are there" ready machine
  part "chapters on a virtual machine" chapters vm test/vm/jest.config.mjs
}

lane vm machine
finish vm.json
