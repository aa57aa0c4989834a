# Clones, and the clone that takes the place of its origin.
0 zfs create -o mountpoint=$M/c conform/c
0 echo one > $M/c/file && zfs snapshot conform/c@1
0 zfs clone -o mountpoint=$M/c2 conform/c@1 conform/c2
0 cat $M/c2/file
0 zfs get -H -o value origin conform/c2
0 zfs get -H -o value clones conform/c@1
0 zfs get -H origin conform/c
1 zfs clone conform/c@1 conform/c2
1 zfs clone conform/c@none conform/c3
1 zfs clone conform/c conform/c3
1 zfs clone conform/c@1 conform/none/c3
1 zfs clone conform/c@1 nopool/c3
2 zfs clone conform/c@1
2 zfs clone
0 zfs clone -p conform/c@1 conform/deep/er/c3
0 echo two > $M/c2/file
0 cat $M/c/file
1 zfs promote conform/c
1 zfs promote conform/none
2 zfs promote
0 zfs snapshot conform/c2@own
0 zfs promote conform/c2
0 zfs list -H -o name,origin -t all -r conform
0 zfs rename conform/c conform/c-failed
0 zfs rename conform/c2 conform/c
0 zfs get -H -o value mountpoint,mounted conform/c
0 cat $M/c2/file
0 cat $M/c/file
0 zfs snapshot conform/c-failed@1
1 zfs promote conform/c-failed
