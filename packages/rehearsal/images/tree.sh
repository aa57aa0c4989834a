#!/bin/sh
# Unpacks one image's file tree and writes it as a reproducible tar. Called with:
#   TREE  an empty folder; LAYER  the tar to write; DEBS  .deb files, one a line
#   FILES a folder laid over them, or empty; DROP  paths taken out, one a line (* as in the shell)
#   LINKS "path target" lines; OWNED "path id mode" lines; PASSWD, GROUP  lines of these files
#   COMPILE "yes" byte-compiles Python; BINARY "source path", or empty
set -eu
cd "$TREE"
mkdir -p usr/bin usr/sbin usr/lib usr/lib64 etc tmp run var/tmp root dev proc sys
for name in bin sbin lib lib64; do ln -s "usr/$name" "$name"; done
echo "$DEBS" | while read -r deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink --no-same-owner; done

rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/lintian usr/share/bug usr/share/initramfs-tools \
  usr/lib/x86_64-linux-gnu/gconv usr/share/doc-base usr/share/zoneinfo/right etc/ld.so.conf.d etc/init.d
# ca-certificates joins its files in a post-install script, which does not run here.
mkdir -p etc/ssl/certs
cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
rm -rf usr/share/ca-certificates usr/sbin/update-ca-certificates etc/ca-certificates

loader="$TREE/usr/lib64/ld-linux-x86-64.so.2"
libraries="$TREE/usr/lib/x86_64-linux-gnu"
# The tree's libc may be newer than this machine's: its own loader runs its programs.
"$loader" --library-path "$libraries" usr/bin/busybox --list | while read -r applet; do
  [ -e "usr/bin/$applet" ] || ln -s busybox "usr/bin/$applet"
done
if [ -n "$FILES" ]; then cp -R "$FILES/." .; fi
find . -name .keep -delete
if [ -n "$BINARY" ]; then
  mkdir -p "$(dirname "${BINARY#* }")"
  install -m 755 "${BINARY%% *}" "${BINARY#* }"
fi
if [ -n "$DROP" ]; then echo "$DROP" | while read -r path; do
  # shellcheck disable=SC2086 # the path may hold a pattern
  rm -rf $path
done; fi
if [ -n "$LINKS" ]; then echo "$LINKS" | while read -r path target; do
  mkdir -p "$(dirname "$path")"
  ln -sfn "$target" "$path"
done; fi
if [ "$COMPILE" = yes ]; then
  PYTHONHOME="$TREE/usr" PYTHONHASHSEED=0 "$loader" --library-path "$libraries" usr/bin/python3.13 \
    -m compileall -q -s "$TREE" -p / --invalidation-mode unchecked-hash usr/lib/python3.13 usr/lib/python3 >/dev/null
fi
echo "root:x:0:0:root:/root:/bin/sh" >etc/passwd
echo "root:x:0:" >etc/group
if [ -n "$PASSWD" ]; then
  echo "$PASSWD" >>etc/passwd
  echo "$GROUP" >>etc/group
fi
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >etc/nsswitch.conf
chmod -R u+rwX,go+rX,go-w .
chmod 1777 tmp var/tmp

pack() { # ID MODE-OF-TAR TAR-ARGUMENTS…
  id=$1 mode=$2
  shift 2
  tar "$mode" -f "$LAYER" --sort=name --mtime=@1767225600 --owner="$id" --group="$id" --numeric-owner --format=gnu "$@"
}
set -- # excluded paths
if [ -n "$OWNED" ]; then
  while read -r path id mode; do
    mkdir -p "$path"
    chmod "$mode" "$path"
    set -- "$@" "--exclude=./$path"
  done <<END
$OWNED
END
fi
pack 0 -c "$@" .
if [ -n "$OWNED" ]; then
  while read -r path id mode; do pack "$id" -r --no-recursion "./$path"; find "$path" -mindepth 1 -type f | while read -r file; do pack "$id" -r "./$file"; done; done <<END
$OWNED
END
fi
