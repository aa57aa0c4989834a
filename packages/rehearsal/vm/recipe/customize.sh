#!/bin/sh
# Turns the freshly installed tree $1 into the rehearsal machine and writes it as a file system.
set -eu
root=$1
kernel=$(ls "$root/usr/lib/modules")
modules="$root/usr/lib/modules/$kernel/updates/dkms"
mkdir -p "$modules" "$root/srv/registry" "$root/var/log/journal"
tar -xf "$ZFS_TAR" -C "$modules" --strip-components=5 "lib/modules/$kernel/updates/dkms"
unxz -f "$modules"/*.xz
chroot "$root" depmod "$kernel"
chroot "$root" modinfo -k "$kernel" zfs >/dev/null

rm -f "$root/etc/resolv.conf" "$root"/etc/ssh/ssh_host_*
cp -R "$here/files/." "$root/"
# The tree may come from a checkout with a private umask.
(cd "$here/files" && find . -type d) | (cd "$root" && xargs chmod 755)
(cd "$here/files" && find . -type f) | (cd "$root" && xargs chmod 644)
chown -R 0:0 "$root/etc/systemd" "$root/etc/ssh" "$root/etc/containers"
cp "$HOST_KEY" "$root/etc/ssh/ssh_host_ed25519_key"
cp "$HOST_KEY.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"
chown 0:0 "$root"/etc/ssh/ssh_host_ed25519_key*
chmod 600 "$root/etc/ssh/ssh_host_ed25519_key"
ln -sf /usr/share/zoneinfo/Europe/Berlin "$root/etc/localtime"
chroot "$root" zgenhostid -f 00c0ffee
chmod 1777 "$root/tmp" "$root/var/tmp"

chroot "$root" systemctl enable systemd-networkd ssh rehearsal-registry
# Without it network-online.target stays inactive and every user's pod waits 90 s for it.
chroot "$root" systemctl add-wants multi-user.target network-online.target
chroot "$root" systemctl mask sshd-keygen.service getty@tty1.service apt-daily.timer \
  apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
chroot "$root" systemctl mask serial-getty@ttyS0.service
# Sockets that every user manager would open, for programs no service user has.
chroot "$root" systemctl --global disable gpg-agent.socket gpg-agent-ssh.socket gpg-agent-extra.socket \
  gpg-agent-browser.socket dirmngr.socket keyboxd.socket ssh-agent.socket
# Nothing is newer than the last update: without these the first boot runs ldconfig and its like.
touch "$root/etc/.updated" "$root/var/.updated"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin

cat "$root"/boot/vmlinuz-* >"$OUT/vmlinuz"
cat "$root"/boot/initrd.img-* >"$OUT/initrd"
echo "$kernel" >"$OUT/kernel-release"
rm -f "$root"/boot/initrd.img-* "$root"/boot/vmlinuz-* "$root"/boot/System.map-*
truncate -s 16G "$OUT/root.raw"
# /proc and /sys are mounted in the tree; a bind mount of it shows what lies below them.
bare=$(mktemp -d)
mount --bind "$root" "$bare"
trap 'umount "$bare"; rmdir "$bare"' EXIT
mke2fs -q -t ext4 -F -O ^has_journal -E lazy_itable_init=1 -d "$bare" "$OUT/root.raw"
