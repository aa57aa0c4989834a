# The pool itself.
0 zpool list -H -o name,size,health conform
0 zpool list conform
0 zpool list -j --json-int conform
0 zpool status conform
0 zpool status -x conform
0 zpool status -j --json-int --json-flat-vdevs conform
0 zpool get -H -o property,value,source health,ashift,comment,autotrim,failmode,readonly conform
0 zpool set comment=hello conform
0 zpool get -H comment conform
0 zpool set homelab:place=here conform
0 zpool get -H homelab:place conform
1 zpool set size=1G conform
1 zpool set nonsense=1 conform
1 zpool get health nopool
1 zpool list nopool
1 zpool status nopool
2 zpool get nonsense conform
2 zpool list -o nonsense
2 zpool nonsense
0 zpool scrub conform && zpool wait -t scrub conform
0 zpool status conform | grep -c 'scrub repaired 0B'
1 zpool create conform $V
1 zpool create mirror $V
2 zpool create other
1 zpool create other /nonexistent/file
0 zfs create -o mountpoint=$M/exp conform/exp
1 cd $M/exp && zpool export conform
0 zpool export conform
1 zpool list conform
1 zfs list conform
0 zpool import -d ${V%/*} conform
1 zpool import -d ${V%/*} conform
0 zfs get -H -o value mounted conform/exp
1 zpool import -d ${V%/*} nopool
1 zpool export nopool
1 zpool destroy nopool
2 zpool destroy
0 zfs version -j
0 zfs version
