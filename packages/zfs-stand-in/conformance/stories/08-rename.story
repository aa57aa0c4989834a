# Names change, data and mounts follow.
0 zfs create -o mountpoint=$M/n conform/n
0 zfs create conform/n/child
0 zfs create conform/other
0 echo x > $M/n/child/file
0 zfs snapshot -r conform/n@s
0 zfs rename conform/n conform/m
0 zfs list -H -o name,mountpoint,mounted -t all -r conform/m
0 cat $M/n/child/file
0 zfs rename conform/m/child conform/other/child
0 zfs get -H -o value mountpoint,mounted conform/other/child
0 zfs rename conform/other/child conform/m/child
0 zfs rename -p conform/m conform/x/y/m
0 zfs list -H -o name -r conform/x
1 zfs rename conform/x/y/m conform/other
1 zfs rename conform/x conform/x/z
1 zfs rename conform/x conform/none/x
1 zfs rename conform/x nopool/x
1 zfs rename conform/none conform/x2
1 zfs rename conform/x conform/x@s
2 zfs rename conform/x
2 zfs rename -r conform/x conform/x3
1 cd $M/n && zfs rename conform/x/y/m conform/m
0 zfs get -H -o value mounted conform/x/y/m conform/x/y/m/child
0 zfs rename -u conform/x/y/m conform/m
0 cat $M/n/child/file
