# Snapshots, holds and their end.
0 zfs create conform/s
0 zfs create conform/s/t
0 zfs snapshot conform/s@1
0 zfs snapshot -r -o homelab:deploy=7 conform/s@2
0 zfs get -H -o name,value,source homelab:deploy conform/s@2 conform/s/t@2
1 zfs snapshot conform/s@1
1 zfs snapshot -r conform/s@2
2 zfs snapshot conform/none@1
2 zfs snapshot conform/s
2 zfs snapshot
1 zfs snapshot conform/s@a%b
0 zfs snap conform/s@3 conform/s/t@3
0 zfs get -H -o property all conform/s@1
0 zfs get -H type,userrefs,defer_destroy conform/s@1
0 zfs hold keep conform/s@1
1 zfs hold keep conform/s@1
1 zfs hold keep conform/s@none
2 zfs hold keep
0 zfs hold -r both conform/s@2
0 zfs holds -H conform/s@1
0 zfs holds conform/s@2
0 zfs holds -H -r conform/s@2
0 zfs get -H userrefs conform/s@1
1 zfs destroy conform/s@1
0 zfs list -H -o name conform/s@1
0 zfs destroy -d conform/s@1
0 zfs get -H defer_destroy conform/s@1
0 zfs release keep conform/s@1
1 zfs list conform/s@1
1 zfs release keep conform/s@2
1 zfs release both conform/s@none
0 zfs release -r both conform/s@2
0 zfs rename conform/s@3 conform/s@three
0 zfs rename conform/s@three @drei
0 zfs rename -r conform/s@2 @two
1 zfs rename conform/s@two conform/s@drei
1 zfs rename conform/s@two conform/s/t@x
1 zfs rename conform/s@none conform/s@x
0 zfs list -H -o name -t snapshot -r conform/s
0 zfs set homelab:note=hello conform/s@two
0 zfs get -H homelab:note conform/s@two
255 zfs set atime=off conform/s@two
0 zfs inherit homelab:note conform/s@two
1 zfs destroy conform/s@none
0 zfs snapshot conform/s@r1 && zfs snapshot conform/s@r2 && zfs snapshot conform/s@r3 && zfs snapshot conform/s@r4
0 zfs destroy -nv conform/s@r1%r3
0 zfs destroy -nvp conform/s@r1,r4
0 zfs destroy -v conform/s@r1%r2,r4
0 zfs list -H -o name -t snapshot conform/s
0 zfs destroy conform/s@%
0 zfs destroy -r conform/s@two
0 zfs list -H -o name -t snapshot -r conform/s
