#!/bin/sh
# Finishes the tree $1 for a host in namespaces: no kernel, no terminal, no devices, ZFS by a stand-in.
set -eu
root=$1
cp -R "$OWN_FILES/." "$root/"
(cd "$OWN_FILES" && find . -type d) | (cd "$root" && xargs chmod 755)
(cd "$OWN_FILES" && find . -type f) | (cd "$root" && xargs chmod 644)
stand_in=$root/usr/lib/zfs-stand-in
mkdir -p "$stand_in"
cp "$ZFS_STAND_IN/zfs" "$stand_in/zfs-stand-in"
cp -R "$ZFS_STAND_IN/zfs_stand_in" "$stand_in/"
rm -rf "$stand_in/zfs_stand_in/__pycache__"
chmod -R u=rwX,go=rX "$stand_in"
chmod 755 "$stand_in/zfs-stand-in"
chown -R 0:0 "$stand_in" "$root/etc/systemd"
for name in zfs zpool zfs-stand-in; do ln -s ../lib/zfs-stand-in/zfs-stand-in "$root/usr/sbin/$name"; done
# Compiled once for all hosts: each of the many calls of zfs saves its share.
chroot "$root" python3 -m compileall -q /usr/lib/zfs-stand-in
chroot "$root" systemctl enable zfs-import-cache.service zfs-import.target zfs-mount.service zfs.target
chroot "$root" systemctl mask console-getty.service dev-hugepages.mount systemd-networkd.service
