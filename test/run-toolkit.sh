#!/usr/bin/env bash
# The toolkit's tests; their health probes run in a real busybox.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
HOMELAB_BUSYBOX=$(node_modules/.bin/node -e 'import("./tools/validators.ts").then(async (tools) => console.log((await tools.ensureValidators()).busybox))')
export HOMELAB_BUSYBOX
exec python3 -m unittest discover -s test/toolkit "$@"
