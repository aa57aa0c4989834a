#!/bin/sh
# Installs Debian 13 with what a home server of this program needs into $TARGET, a folder or /dev/null.
# Wants: MIRROR, HOST_KEY (private; the public one beside it), PACKAGES (what this kind of host needs besides),
# CUSTOMIZE (a script that finishes the tree of this kind of host). Further arguments go to mmdebstrap.
set -eu
recipe=$(cd "$(dirname "$0")" && pwd)
export recipe HOST_KEY CUSTOMIZE
# shellcheck disable=SC2016 # hooks are expanded by the shell that runs them
mmdebstrap --variant=minbase --components=main,contrib \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include=systemd,systemd-sysv,udev,kmod,dbus,dbus-user-session,libpam-systemd,openssh-server \
  --include=iproute2,nftables,procps,ca-certificates,tzdata,jq,curl,socat,busybox-static,python3 \
  --include=podman,crun,passt,netavark,aardvark-dns,catatonit,uidmap \
  --include="$PACKAGES" \
  --customize-hook='sh "$recipe/customize.sh" "$1"' \
  --customize-hook='sh "$CUSTOMIZE" "$1"' \
  "$@" trixie "$TARGET" "$MIRROR"
