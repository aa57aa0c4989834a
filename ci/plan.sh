#!/usr/bin/env bash
# Comments on a pull request what merging it does, or why that cannot be said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
told=$(mktemp -d)
trap 'rm -rf "$told"' EXIT
code=0
npm run --silent plan -- --stack "${HOMELAB_STACK:?the name of the stack}" --markdown \
  >"$told/plan.md" 2>"$told/problems" || code=$?
cat "$told/problems" >&2
case $code in
# Nothing changes, something changes, a person has to decide: the comment says which.
0 | 10 | 11) code=0 ;;
*)
  {
    printf '### The plan could not be made\n\n```\n'
    tail -c 20000 "$told/problems"
    printf '\n```\n'
  } >"$told/plan.md"
  ;;
esac
npm run --silent comment -- --file "$told/plan.md"
cat "$told/plan.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$code"
