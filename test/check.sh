#!/usr/bin/env bash
# Formats, linters and types of both languages; every complaint of a tool is shown, the first failing tool ends the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
ruff=$(node tools/python-tools.ts ruff)
mypy=$(node tools/python-tools.ts mypy)
shellcheck=$(node tools/python-tools.ts shellcheck)
step() { printf '== %s\n' "$1"; shift; "$@"; }
step "prettier" prettier --log-level warn --check .
step "eslint" eslint .
step "tsc" tsc --noEmit
step "ruff" "$ruff" check
step "ruff format" "$ruff" format --check
step "mypy" "$mypy"
# Every file that begins as a shell script, and what busybox's shell runs: its `read` knows -t (SC3045).
mapfile -t scripts < <(git ls-files -z -co --exclude-standard -- ':!test/golden' |
  xargs -0 awk 'FNR == 1 && /^#!.*sh$/ { print FILENAME } { nextfile }')
step "shellcheck" "$shellcheck" --external-sources --check-sourced "${scripts[@]}"
step "shellcheck, busybox" "$shellcheck" --shell=busybox --exclude=SC3045 toolkit/base/probe-*
