#!/bin/sh
# Compiles OpenZFS for the kernel the machine will have and keeps only the modules: $OUT, a tar.
set -eu
export OUT
: >"$OUT"
chmod 666 "$OUT"
# shellcheck disable=SC2016 # the hook is expanded by the shell that runs it
mmdebstrap --variant=minbase --components=main,contrib --aptopt='Acquire::Languages "none"' \
  --include=linux-headers-cloud-amd64,zfs-dkms,kmod \
  --customize-hook='cd "$1" && tar -cf "$OUT" $(find lib/modules -path "*updates/dkms*" -name "*.ko*")' \
  trixie /dev/null "$MIRROR"
