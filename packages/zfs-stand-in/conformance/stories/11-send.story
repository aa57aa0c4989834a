# Backups.
0 zfs create -o mountpoint=$M/src -o homelab:owner=me conform/src
0 echo one > $M/src/1 && zfs snapshot conform/src@1
0 echo two > $M/src/2 && zfs snapshot conform/src@2 && zfs snapshot conform/src@3
0 zfs send conform/src@1 | zfs receive -u -o atime=off -o mountpoint=$M/dst conform/dst
0 zfs get -H -o value mounted,homelab:owner conform/dst
0 zfs mount conform/dst && cat $M/dst/1
1 zfs send conform/src@1 | zfs receive conform/dst
0 zfs unmount conform/dst; zfs send -i @1 conform/src@2 | zfs receive -u conform/dst
0 zfs send -i @1 conform/src@2 | zfs receive -u conform/dst
0 zfs send -I @1 conform/src@3 | zfs receive -u -F conform/dst
0 zfs list -H -o name -t snapshot conform/dst
1 zfs send -i @2 conform/src@3 | zfs receive -u conform/none
0 zfs mount conform/dst; echo changed > $M/dst/3; zfs snapshot conform/src@4; zpool sync conform
1 zfs send -i @3 conform/src@4 | zfs receive conform/dst
0 zfs send -i @3 conform/src@4 | zfs receive -F conform/dst
0 ls $M/dst
0 zfs create conform/src/kid && zfs snapshot -r conform/src@5
0 zfs send -R -w conform/src@5 | zfs receive -u -s -x mountpoint -o canmount=noauto conform/copy
0 zfs list -H -o name,canmount -t all -r conform/copy
0 zfs get -H homelab:owner conform/copy
0 zfs create conform/into && zfs send -p conform/src@5 | zfs receive -u -x mountpoint -d conform/into
0 zfs create conform/last && zfs send conform/src/kid@5 | zfs receive -u -e conform/last
0 zfs list -H -o name -r conform/into conform/last
0 zfs send -nv conform/src@5
0 zfs send -nvP -i @4 conform/src@5
1 zfs send conform/src@none
1 zfs send -i @none conform/src@5 | cat > /dev/null; exit 1
2 zfs send
1 echo rubbish that is longer than any header could be, by far, to be sure of it | zfs receive conform/rubbish
2 zfs receive
