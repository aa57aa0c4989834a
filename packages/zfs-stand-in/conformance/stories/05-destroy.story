# What may be destroyed and what may not.
0 zfs create -p conform/d/e/f
0 zfs snapshot -r conform/d@1
1 zfs destroy conform/d
1 zfs destroy conform/d/e/f
0 zfs destroy -nvr conform/d/e
0 zfs destroy -nvpr conform/d/e
0 zfs clone conform/d/e@1 conform/clone
1 zfs destroy conform/d/e@1
1 zfs destroy -r conform/d
0 zfs destroy -nvR conform/d
0 zfs destroy -d conform/d/e@1
0 zfs get -H defer_destroy conform/d/e@1
0 zfs destroy conform/clone
1 zfs list conform/d/e@1
0 zfs hold k conform/d@1
1 zfs destroy -r conform/d
0 zfs list -H -o name conform/d@1
0 zfs release k conform/d@1
0 zfs destroy -r conform/d
1 zfs destroy conform/d
1 zfs destroy conform
1 zfs destroy nopool
2 zfs destroy
2 zfs destroy conform/a conform/b
0 zfs create -o mountpoint=$M/busy conform/busy
1 cd $M/busy && zfs destroy conform/busy
0 zfs destroy conform/busy
1 test -e $M/busy/x
0 zfs create conform/R && zfs snapshot conform/R@1 && zfs clone conform/R@1 conform/R2
0 zfs destroy -R conform/R
1 zfs list conform/R2
