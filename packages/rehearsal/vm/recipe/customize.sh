#!/bin/sh
# Turns the installed tree $1 into the virtual machine and writes it as a file system.
set -eu
root=$1
kernel=$(ls "$root/usr/lib/modules")
modules="$root/usr/lib/modules/$kernel/updates/dkms"
mkdir -p "$modules"
tar -xf "$ZFS_TAR" -C "$modules" --strip-components=5 "lib/modules/$kernel/updates/dkms"
unxz -f "$modules"/*.xz
chroot "$root" depmod "$kernel"
chroot "$root" modinfo -k "$kernel" zfs >/dev/null

cp -R "${here:?}/files/." "$root/"
(cd "$here/files" && find . -type d) | (cd "$root" && xargs chmod 755)
(cd "$here/files" && find . -type f) | (cd "$root" && xargs chmod 644)
chown -R 0:0 "$root/etc/systemd"
chroot "$root" zgenhostid -f 00c0ffee
chroot "$root" systemctl enable systemd-networkd
chroot "$root" systemctl mask serial-getty@ttyS0.service

cat "$root"/boot/vmlinuz-* >"$OUT/vmlinuz"
cat "$root"/boot/initrd.img-* >"$OUT/initrd"
echo "$kernel" >"$OUT/kernel-release"
rm -f "$root"/boot/initrd.img-* "$root"/boot/vmlinuz-* "$root"/boot/System.map-*
truncate -s 16G "$OUT/root.raw"
# /proc and /sys are mounted in the tree; a bind mount of it shows what lies below them.
bare=$(mktemp -d)
mount --bind "$root" "$bare"
trap 'umount "$bare"; rmdir "$bare"' EXIT
# With a journal, as at home: the file system has to outlive a power cut, and there is no fsck in the machine.
mke2fs -q -t ext4 -F -J size=64 -E lazy_itable_init=1 -d "$bare" "$OUT/root.raw"
