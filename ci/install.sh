#!/usr/bin/env bash
# Installs the project's packages, and Pulumi unless the runner has it. For a runner; on your own computer see README.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in node npm curl; do
  command -v "$tool" >/dev/null || { echo "error: this runner has no $tool: install it in its image" >&2; exit 1; }
done
npm ci
# Pulumi runs the program with the first node that it finds, which has to be the one that npm has installed.
path=$PWD/node_modules/.bin
if ! command -v pulumi >/dev/null; then
  version=$(node -p 'require("./package.json").dependencies["@pulumi/pulumi"]')
  curl -fsSL https://get.pulumi.com | sh -s -- --version "$version" ||
    { echo "error: Pulumi $version could not be downloaded: install it in the runner's image" >&2; exit 1; }
  path=$path:$HOME/.pulumi/bin
fi
tr : '\n' <<<"$path" >>"${GITHUB_PATH:?a runner sets it}"
