# Values, sources and inheritance.
0 zfs create -o mountpoint=none conform/a
0 zfs create conform/a/b
0 zfs set atime=off conform/a
0 zfs get -H atime conform/a conform/a/b
0 zfs set homelab:owner=me conform/a
0 zfs get -H -s local homelab:owner conform/a conform/a/b
0 zfs get -H -s inherited homelab:owner conform/a conform/a/b
0 zfs get -H homelab:none conform/a
0 zfs get -H -o name,property,value -r homelab:owner conform/a
0 zfs get -H -d 0 -o name,value atime conform/a
0 zfs set compression=zstd recordsize=1M conform/a
0 zfs get -H compression,recordsize conform/a
0 zfs get -Hp recordsize conform/a
0 zfs get compression,recordsize,atime conform/a
0 zfs inherit atime conform/a
0 zfs get -H atime conform/a
0 zfs set atime=off conform/a/b
0 zfs inherit -r atime conform/a
0 zfs get -H -r -o name,source atime conform/a
1 zfs inherit refquota conform/a
1 zfs inherit canmount conform/a
1 zfs inherit used conform/a
2 zfs inherit nonsense conform/a
2 zfs inherit atime
255 zfs set nonsense=1 conform/a
255 zfs set atime=perhaps conform/a
255 zfs set used=1 conform/a
255 zfs set utf8only=on conform/a
1 zfs set atime=off conform/none
255 zfs set Homelab:Owner=1 conform/a
255 zfs set recordsize=100 conform/a
255 zfs set compression=fast conform/a
255 zfs set mountpoint=relative conform/a
255 zfs set quota=1X conform/a
2 zfs set atime=off
2 zfs set conform/a
2 zfs set
0 zfs set readonly=on conform/a
0 zfs get -H readonly conform/a/b
0 zfs inherit readonly conform/a
0 zfs set acltype=posixacl conform/a
0 zfs get -H acltype conform/a
0 zfs get -H xattr,aclinherit,checksum,copies,dedup,devices,exec,logbias,overlay conform/a
0 zfs get -H primarycache,relatime,setuid,snapdir,snapdev,sync,version,volmode,zoned conform/a
0 zfs get -H casesensitivity,normalization,utf8only,encryption,keyformat,keylocation,keystatus conform/a
0 zfs get -H redundant_metadata,dnodesize,prefetch,direct,longname,special_small_blocks conform/a
0 zfs get -Hp quota,refquota,reservation,refreservation,filesystem_limit,snapshot_count conform/a
2 zfs get nonsense conform/a
2 zfs get
2 zfs get -s nonsense atime conform/a
2 zfs get -o nonsense atime conform/a
2 zfs get -t nonsense atime conform/a
1 zfs get atime conform/none
0 zfs get -H -o property all conform/a
0 zfs get -j --json-int atime,quota,homelab:owner,mounted conform/a conform/a/b
0 zfs get -j atime,quota conform/a
