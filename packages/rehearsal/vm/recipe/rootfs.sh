#!/bin/sh
# Builds the machine's disk: base.qcow2, vmlinuz, initrd and kernel-release in $OUT.
# Wants: OUT, INSTALL (the script that installs Debian), MIRROR, ZFS_TAR (the modules), HOST_KEY.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export here OUT ZFS_TAR
# mmdebstrap may run this as root or inside a user namespace: what it writes must exist and be open.
for file in root.raw vmlinuz initrd kernel-release; do
  : >"$OUT/$file"
  chmod 666 "$OUT/$file"
done
TARGET=/dev/null PACKAGES=zfsutils-linux,linux-image-cloud-amd64 CUSTOMIZE="$here/customize.sh" \
  sh "$INSTALL" \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
  --essential-hook='printf "MODULES=list\nCOMPRESS=zstd\nFSTYPE=ext4\n" >"$1/etc/initramfs-tools/conf.d/vm"' \
  --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/etc/initramfs-tools/modules"'
qemu-img convert -c -O qcow2 -o compression_type=zstd "$OUT/root.raw" "$OUT/base.qcow2"
rm "$OUT/root.raw"
chmod 644 "$OUT"/vmlinuz "$OUT"/initrd "$OUT"/kernel-release
