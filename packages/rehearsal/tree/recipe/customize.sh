#!/bin/sh
# Turns the freshly installed tree $1 into a home server that both kinds of rehearsal host can start.
set -eu
root=$1
mkdir -p "$root/srv/registry" "$root/var/log/journal"
rm -f "$root/etc/resolv.conf" "$root"/etc/ssh/ssh_host_*
cp -R "${recipe:?}/files/." "$root/"
# The tree may come from a checkout with a private umask.
(cd "$recipe/files" && find . -type d) | (cd "$root" && xargs chmod 755)
(cd "$recipe/files" && find . -type f) | (cd "$root" && xargs chmod 644)
chown -R 0:0 "$root/etc/systemd" "$root/etc/ssh" "$root/etc/containers"
cp "$HOST_KEY" "$root/etc/ssh/ssh_host_ed25519_key"
cp "$HOST_KEY.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"
chown 0:0 "$root"/etc/ssh/ssh_host_ed25519_key*
chmod 600 "$root/etc/ssh/ssh_host_ed25519_key"
ln -sf /usr/share/zoneinfo/Europe/Berlin "$root/etc/localtime"
chmod 1777 "$root/tmp" "$root/var/tmp"

chroot "$root" systemctl enable ssh rehearsal-registry
# Without it network-online.target stays inactive and every user's pod waits 90 s for it.
chroot "$root" systemctl add-wants multi-user.target network-online.target
chroot "$root" systemctl mask sshd-keygen.service getty@tty1.service apt-daily.timer \
  apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
# Sockets that every user manager would open, for programs no service user has.
chroot "$root" systemctl --global disable gpg-agent.socket gpg-agent-ssh.socket gpg-agent-extra.socket \
  gpg-agent-browser.socket dirmngr.socket keyboxd.socket ssh-agent.socket
# Nothing is newer than the last update: without these the first boot runs ldconfig and its like.
touch "$root/etc/.updated" "$root/var/.updated"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin
