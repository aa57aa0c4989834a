#!/bin/sh
# Unpacks Debian 13's QEMU into $OUT with everything it links to; nothing is installed.
set -eu
mmdebstrap --variant=extract --components=main --aptopt='Acquire::Languages "none"' \
  --include=qemu-system-x86,qemu-utils --format=tar trixie - "$MIRROR" |
  tar -x -C "$OUT" --no-same-owner ./usr/bin ./usr/lib ./usr/lib64 ./usr/share/qemu ./usr/share/seabios
cd "$OUT"
find usr/bin -type f ! -name qemu-system-x86_64 ! -name qemu-img -delete
rm -rf usr/lib/x86_64-linux-gnu/gconv usr/lib/x86_64-linux-gnu/perl* usr/lib/systemd
mkdir bin
wrap() { # PROGRAM ARGUMENTS: the program with its own loader and libraries, wherever this folder lies
  cat >"bin/$1" <<END
#!/bin/sh
tree=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")
exec "\$tree/usr/lib64/ld-linux-x86-64.so.2" --library-path "\$tree/usr/lib/x86_64-linux-gnu" --argv0 $1 \\
  "\$tree/usr/bin/$1" $2 "\$@"
END
  chmod 755 "bin/$1"
}
# shellcheck disable=SC2016 # $tree is expanded in the wrapper
wrap qemu-system-x86_64 '-L "$tree/usr/share/qemu" -L "$tree/usr/share/seabios"'
wrap qemu-img ''
bin/qemu-system-x86_64 --version >/dev/null
bin/qemu-img --version >/dev/null
