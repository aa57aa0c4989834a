# File systems are made, found and refused.
0 zfs create conform/a
0 zfs list -H -o name,mountpoint,mounted conform/a
0 zfs create -o mountpoint=$M/b -o refquota=50M -o homelab:owner=x/y conform/b
0 zfs get -H -o property,value,source refquota,homelab:owner,mountpoint,mounted conform/b
0 test -d $M/b && stat -c '%a %u %g' $M/b
1 zfs create conform/a
1 zfs create conform/none/child
0 zfs create -p conform/p/q/r
0 zfs create -p conform/p/q/r
0 zfs list -H -o name -r conform/p
1 zfs create nopool/a
1 zfs create conform/a%b
1 zfs create conform//a
1 zfs create conform/a/
1 zfs create /conform/a
1 zfs create conform/a@s
1 zfs create -o nonsense=1 conform/x
1 zfs create -o atime=perhaps conform/x
1 zfs create -o used=1G conform/x
1 zfs create -o refquota=abc conform/x
1 zfs create -o mountpoint=relative conform/x
1 zfs create -o recordsize=3000 conform/x
1 zfs create -o atime conform/x
2 zfs create
2 zfs create conform/x conform/y
2 zfs create -Z conform/x
2 zfs create -o
0 zfs create -u -o mountpoint=$M/u conform/u
0 zfs get -H -o value mounted conform/u
0 zfs create -o canmount=off -o mountpoint=$M/off conform/off
0 zfs get -H -o value mounted conform/off
0 zfs create conform/off/child
0 zfs get -H -o value mountpoint,mounted conform/off/child
0 zfs create -nv conform/dry
1 zfs list conform/dry
2 zfs nonsense
2 zfs
