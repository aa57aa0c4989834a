#!/usr/bin/env bash
# The toolkit's tests; their health probes run in a real busybox.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
HOMELAB_BUSYBOX=$(node_modules/.bin/node -e 'import("./rehearsal/setup.ts").then(async (setup) => console.log((await setup.ensureValidators()).busybox))')
export HOMELAB_BUSYBOX
exec python3 -m unittest discover -s test/toolkit "$@"
