# Lists in their order and forms.
0 zfs list -H -o name | grep '^conform'
0 zfs create -p conform/l/one
0 zfs create conform/l/two
0 zfs create conform/l-x
0 zfs snapshot -r conform/l@s1
0 zfs snapshot conform/l@s2
0 zfs bookmark conform/l@s1 conform/l#m1
0 zfs list -H -o name -r conform
0 zfs list -H -o name -t all -r conform
0 zfs list -H -o name -t snapshot conform/l
0 zfs list -H -o name -t snapshot -r conform/l
0 zfs list -H -o name -t bookmark -r conform
0 zfs list -H -o name -d 1 conform
0 zfs list -H -o name -d 0 conform/l conform/l/one
0 zfs list -H -o name,type conform/l@s1
0 zfs list -H -o name -S name -r conform/l
0 zfs list -H -o name -s createtxg -t filesystem -r conform/l
0 zfs list conform/l
0 zfs list -o space conform/l
0 zfs list -o name,quota,compression,recordsize,readonly conform/l
0 zfs list -H -o name $M/conform/l
1 zfs list conform/none
1 zfs list conform/none conform/l
1 zfs list conform/l@none
1 zfs list -H -o name conform/b%d
2 zfs list -o nonsense
2 zfs list -t nonsense
2 zfs list -d x
2 zfs list -Q
0 zfs list -j --json-int -o name,mounted,mountpoint conform/l
0 zfs list -j -t snapshot -o name,userrefs conform/l
0 zfs destroy conform/l#m1
1 zfs destroy conform/l#m1
2 zfs bookmark conform/l@none conform/l#m
2 zfs bookmark conform/l@s1
