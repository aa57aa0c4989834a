#!/bin/sh
# Writes the registry's folder as a read-only disk. Wants ROOT and DISK.
set -eu
size=$(du -sm "$ROOT" | cut -f1)
truncate -s "$((size + size / 8 + 32))M" "$DISK.raw"
mke2fs -q -t ext4 -F -L registry -O ^has_journal -m 0 -E root_owner=0:0 -d "$ROOT" "$DISK.raw"
qemu-img convert -O qcow2 "$DISK.raw" "$DISK"
rm "$DISK.raw"
