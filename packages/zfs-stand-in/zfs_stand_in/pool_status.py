"""zpool status, scrub and wait."""

from __future__ import annotations

import time

from zfs_stand_in import make, output
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Pool
from zfs_stand_in.options import need, parse
from zfs_stand_in.pool_list import chosen, pool_json
from zfs_stand_in.pool_properties import PoolViewer
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store

_LONG = {"json": "j", "json-int": "int", "json-flat-vdevs": "flat", "json-pool-key-guid": "key", "power": "power"}


def _date(when: int) -> str:
    return time.strftime("%a %b %e %H:%M:%S %Y", time.localtime(when))


def run_status(store: Store, arguments: list[str]) -> int:
    """zpool status."""
    options = parse(arguments, "c:DdegijLpPstT:vx", _LONG)
    pools, code = chosen(store, options.words)
    if options.has("j"):
        viewer = PoolViewer(store)
        body = {pool.name: _json(viewer, pool, options.has("int"), options.has("flat")) for pool in ([] if options.has("x") else pools)}
        output.print_json("zpool status", {"pools": body})
        return code
    if options.has("x"):
        lines = [f"pool '{pool.name}' is healthy" for pool in pools] if options.words else ["all pools are healthy" if pools else ""]
        print("\n".join(line or "no pools available" for line in lines))
        return code
    if not pools and not options.words:
        output.warn("no pools available")
    print("\n".join(_text(pool) for pool in pools), end="")
    return code


def _text(pool: Pool) -> str:
    names = [pool.name, *("  " + word for word in pool.vdevs)]
    width = max(len("NAME"), *map(len, names))
    rows = "".join(f"\t{name:<{width}}  ONLINE       0     0     0\n" for name in names)
    scan = f"  scan: scrub repaired 0B in 00:00:00 with 0 errors on {_date(pool.scrubbed)}\n" if pool.scrubbed else ""
    head = f"\t{'NAME':<{width}}  STATE     READ WRITE CKSUM\n"
    return f"  pool: {pool.name}\n state: ONLINE\n{scan}config:\n\n{head}{rows}\nerrors: No known data errors\n"


def _json(viewer: PoolViewer, pool: Pool, integers: bool, flat: bool) -> output.Json:
    def number(value: int | str) -> int | str:
        return output.number_or_text(str(value), integers)

    space = {"alloc_space": viewer.value(pool, "allocated", integers)[0], "total_space": viewer.value(pool, "size", integers)[0]}
    counts = {key: number(0) for key in ("read_errors", "write_errors", "checksum_errors")}
    common = {"class": "normal", "state": "ONLINE", **{key: number(value) for key, value in space.items()}}
    leaves = {
        word: {"name": word, "vdev_type": "file", "guid": number(pool.guid ^ at), "path": word, **common, **counts}
        for at, word in enumerate(pool.vdevs, 1)
    }
    root: output.Json = {"name": pool.name, "vdev_type": "root", "guid": number(pool.guid), **common, **counts}
    vdevs = {pool.name: root, **leaves} if flat else {pool.name: {**root, "vdevs": leaves}}
    found: output.Json = {"name": pool.name, **pool_json(pool, integers)}
    if pool.scrubbed:
        when = number(pool.scrubbed) if integers else _date(pool.scrubbed)
        found["scan_stats"] = {"function": "SCRUB", "state": "FINISHED", "start_time": when, "end_time": when, "errors": number(0)}
    return {**found, "vdevs": vdevs, "error_count": number(0)}


def run_scrub(store: Store, arguments: list[str]) -> int:
    """zpool scrub: it is over at once."""
    options = parse(arguments, "spweC")
    need(options.words, 1, 0, "pool name")
    make.require_root(f"cannot scrub {options.words[0]}")
    with Change(store, volumes=False):
        pools, code = chosen(store, options.words)
        for pool in pools:
            if options.has("s", "p"):
                raise ZfsError(f"cannot {'cancel' if options.has('s') else 'pause'} scrubbing {pool.name}: there is no active scrub")
            pool.scrubbed = int(time.time())
            store.save(pool)
    return code


def run_wait(store: Store, arguments: list[str]) -> int:
    """zpool wait: nothing here takes time."""
    options = parse(arguments, "Hpt:T:")
    need(options.words, 1, 0, "pool")
    return chosen(store, options.words[:1])[1]
