# Data comes back.
0 zfs create -o mountpoint=$M/r conform/r
0 echo one > $M/r/file && zfs snapshot conform/r@1
0 echo two > $M/r/file && zfs snapshot conform/r@2
0 echo three > $M/r/file
0 zfs rollback conform/r@2
0 cat $M/r/file
1 zfs rollback conform/r@1
0 cat $M/r/file
0 zfs clone conform/r@2 conform/rc
1 zfs rollback -r conform/r@1
0 zfs rollback -R conform/r@1
1 zfs list conform/rc
0 cat $M/r/file
0 zfs list -H -o name -t snapshot conform/r
1 zfs rollback conform/r
1 zfs rollback conform/r@none
2 zfs rollback
0 zfs snapshot conform/r@h && zfs hold k conform/r@h
1 zfs rollback -r conform/r@1
0 zfs release k conform/r@h
0 zfs bookmark conform/r@h conform/r#h && zfs destroy conform/r@h
1 zfs rollback conform/r@1
0 zfs rollback -r conform/r@1
0 zfs list -H -o name -t bookmark conform/r
0 cd $M/r && echo four > file && zfs rollback conform/r@1
0 cat $M/r/file
