# What is used, and what stops a writer.
0 zfs create -o mountpoint=$M/q -o refquota=40M -o compression=off conform/q
1 dd if=/dev/urandom of=$M/q/big bs=1M count=60 2>&1 | grep -o 'quota exceeded'; test ${PIPESTATUS:-1} = 0
0 rm -f $M/q/big; zpool sync conform
0 dd if=/dev/urandom of=$M/q/file bs=1M count=24 2>/dev/null; zpool sync conform
0 zfs list -H -o used,available,referenced conform/q
0 zfs get -Hp -o property,value used,available,referenced,usedbydataset,usedbysnapshots,logicalused conform/q
0 zfs snapshot conform/q@1 && dd if=/dev/urandom of=$M/q/file bs=1M count=24 2>/dev/null; zpool sync conform
0 zfs list -H -o used,referenced,usedbysnapshots,usedbydataset conform/q
0 zfs get -H -o value used,referenced conform/q@1
255 zfs set refquota=10M conform/q
255 zfs set quota=30M conform/q
0 zfs set quota=100M conform/q
0 zfs set refquota=none conform/q
0 dd if=/dev/urandom of=$M/q/more bs=1M count=80 2>&1 | grep -o 'quota exceeded'
0 rm -f $M/q/more; zpool sync conform
0 zfs set quota=none conform/q
0 zfs get -H quota,refquota conform/q
0 zfs create -o reservation=100M conform/res
0 zfs get -H -o value reservation,usedbychildren conform/res
255 zfs set reservation=100G conform/res
1 zfs create -o refreservation=100G conform/res2
255 zfs set quota=50M conform/res
0 zfs create -o refreservation=64M conform/rr
0 zfs get -H -o property,value used,usedbyrefreservation,refreservation conform/rr
0 zfs create -o quota=40M -o mountpoint=$M/t conform/t
0 zfs create conform/t/u
0 dd if=/dev/urandom of=$M/t/u/big bs=1M count=60 2>&1 | grep -o 'quota exceeded'
