#!/usr/bin/env bash
# Formats, linters and types of both languages; every complaint of a tool is shown, the first failing tool ends the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
ruff=$(node tools/python-tools.ts ruff)
mypy=$(node tools/python-tools.ts mypy)
step() { printf '== %s\n' "$1"; shift; "$@"; }
step "prettier" prettier --log-level warn --check .
step "eslint" eslint .
step "tsc" tsc --noEmit
step "ruff" "$ruff" check
step "ruff format" "$ruff" format --check
step "mypy" "$mypy"
