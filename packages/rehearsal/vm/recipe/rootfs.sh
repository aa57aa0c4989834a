#!/bin/sh
# Builds the machine's disk: base.qcow2, vmlinuz, initrd and kernel-release in $OUT.
# Wants: OUT, MIRROR, ZFS_TAR (the modules), HOST_KEY (private; the public one beside it).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export here OUT ZFS_TAR HOST_KEY
# mmdebstrap may run this as root or inside a user namespace: what it writes must exist and be open.
for file in root.raw vmlinuz initrd kernel-release; do
  : >"$OUT/$file"
  chmod 666 "$OUT/$file"
done
mmdebstrap --variant=minbase --components=main,contrib \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include=systemd,systemd-sysv,udev,kmod,dbus,dbus-user-session,libpam-systemd,openssh-server \
  --include=iproute2,nftables,procps,ca-certificates,tzdata,jq,curl,socat,busybox-static,python3 \
  --include=podman,crun,passt,netavark,aardvark-dns,catatonit,uidmap \
  --include=zfsutils-linux,linux-image-cloud-amd64 \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
  --essential-hook='printf "MODULES=list\nCOMPRESS=zstd\nFSTYPE=ext4\n" >"$1/etc/initramfs-tools/conf.d/vm"' \
  --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/etc/initramfs-tools/modules"' \
  --customize-hook='sh "$here/customize.sh" "$1"' \
  trixie /dev/null "$MIRROR"
qemu-img convert -c -O qcow2 -o compression_type=zstd "$OUT/root.raw" "$OUT/base.qcow2"
rm "$OUT/root.raw"
chmod 644 "$OUT"/vmlinuz "$OUT"/initrd "$OUT"/kernel-release
