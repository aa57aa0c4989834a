# Mounting.
0 zfs create -o mountpoint=$M/m conform/m
0 zfs create conform/m/in
0 zfs mount | grep 'conform/m'
1 zfs mount conform/m
0 zfs unmount conform/m
0 zfs get -H -o name,value mounted conform/m conform/m/in
1 zfs unmount conform/m
1 zfs unmount $M/m
0 zfs mount -a
0 zfs get -H -o name,value mounted conform/m conform/m/in
1 cd $M/m/in && zfs unmount conform/m/in
0 zfs umount $M/m/in
0 zfs set mountpoint=$M/m2 conform/m
0 zfs get -H -o name,value mounted,mountpoint conform/m conform/m/in
0 test -d $M/m
0 zfs set -u mountpoint=$M/m3 conform/m
0 zfs get -H -o value mounted,mountpoint conform/m
0 zfs unmount conform/m && zfs mount conform/m && ls -d $M/m3
0 zfs set mountpoint=none conform/m
0 zfs get -H -o value mounted conform/m
1 zfs mount conform/m
0 zfs set mountpoint=legacy conform/m
1 zfs mount conform/m
1 zfs unmount conform/m
0 zfs set mountpoint=$M/m4 conform/m
0 zfs get -H -o value mounted conform/m
0 zfs set canmount=off conform/m
0 zfs get -H -o value mounted conform/m
1 zfs mount conform/m
0 zfs set canmount=noauto conform/m
0 zfs mount -a && zfs get -H -o value mounted conform/m
0 zfs mount conform/m && zfs get -H -o value mounted conform/m
0 zfs set readonly=on conform/m
1 touch $M/m4/file
0 zfs set readonly=off conform/m && touch $M/m4/file
1 zfs mount conform/none
1 zfs unmount conform/none
2 zfs unmount
2 zfs mount conform/m conform/m/in
1 zfs unmount $M
1 zfs unmount conform/m
