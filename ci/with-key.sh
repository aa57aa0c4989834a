#!/usr/bin/env bash
# with-key.sh COMMAND…: runs a command that connects to the host. The key in HOMELAB_SSH_KEY goes into an agent of its
# own and no further; without the variable the runner's own agent is used.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -n "${HOMELAB_SSH_KEY:-}" ]; then
  eval "$(ssh-agent -s)" >/dev/null
  trap 'ssh-agent -k >/dev/null' EXIT
  ssh-add -q - <<<"$HOMELAB_SSH_KEY" || { echo "error: HOMELAB_SSH_KEY is not a private key without a passphrase" >&2; exit 1; }
fi
unset HOMELAB_SSH_KEY
"$@"
