"""zpool import, export, history and sync."""

from __future__ import annotations

import sys

from zfs_stand_in import ioctl, make, mounts
from zfs_stand_in.cmd_mount import mount_all
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Pool
from zfs_stand_in.namespaces import held_elsewhere
from zfs_stand_in.options import need, parse
from zfs_stand_in.pool_list import chosen
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def _exported(store: Store) -> list[Pool]:
    loaded = (store.load(name) for name in store.names())
    return [pool for pool in loaded if pool is not None and pool.exported]


def run_import(store: Store, arguments: list[str]) -> int:
    """zpool import: exported pools come back, and what wants to be mounted is mounted."""
    options = parse(arguments, "aCc:d:DEfFlmnNo:R:stT:VX")
    make.require_root("cannot discover pools")
    with Change(store, volumes=False):
        away = _exported(store)
        if options.has("a"):
            wanted = away
        elif not options.words:
            return _offer(away)
        else:
            wanted = [_named(store, away, options.words)]
        for pool in wanted:
            pool.exported = False
            store.save(pool)
        return 0 if options.has("N") else mount_all(store, wanted)


def _named(store: Store, away: list[Pool], words: list[str]) -> Pool:
    name = words[0]
    if len(words) > 1:
        raise UsageError("the stand-in imports pools under their own names only")
    found = next((pool for pool in away if name in (pool.name, str(pool.guid))), None)
    if found is None and store.pool(name):
        hint = "use the form 'zpool import <pool | id> <newpool>' to give it a new name"
        raise ZfsError(f"cannot import '{name}': a pool with that name already exists\n{hint}")
    if found is None:
        raise ZfsError(f"cannot import '{name}': no such pool available")
    return found


def _offer(away: list[Pool]) -> int:
    if not away:
        sys.stderr.write("no pools available to import\n")
        return 1
    for pool in away:
        action = "The pool can be imported using its name or numeric identifier."
        print(f"   pool: {pool.name}\n     id: {pool.guid}\n  state: ONLINE\n action: {action}")
        print(f" config:\n\n\t{pool.name}  ONLINE\n" + "".join(f"\t  {word}  ONLINE\n" for word in pool.vdevs), end="")
    return 0


def run_export(store: Store, arguments: list[str]) -> int:
    """zpool export."""
    options = parse(arguments, "af")
    if not options.has("a"):
        need(options.words, 1, 0, "pool")
    make.require_root("cannot export")
    with Change(store, volumes=False) as change:
        pools, code = chosen(store, options.words)
        for pool in pools:
            datasets = list(pool.datasets.values())
            change.remember_mounts([each.guid for each in datasets if mounts.mounted_at(store, pool, each)])
            try:
                mounts.unmount_all(store, pool, datasets, options.has("f"))
            except ZfsError as problem:
                raise ZfsError(problem.sentence) from None
            if held_elsewhere(store, pool, datasets):
                raise ZfsError(f"cannot export '{pool.name}': pool is busy")
            pool.exported = True
            store.save(pool)
    return code


def run_history(store: Store, arguments: list[str]) -> int:
    """zpool history: the changes that were made by command."""
    options = parse(arguments, "il")
    pools, code = chosen(store, options.words)
    for pool in pools:
        print(f"History for '{pool.name}':")
        try:
            with open(f"{store.path}/{pool.name}/history", encoding="utf-8") as file:
                print(file.read())
        except FileNotFoundError:
            print()
    return code


def run_sync(store: Store, arguments: list[str]) -> int:
    """zpool sync: afterwards the numbers are exact."""
    options = parse(arguments, "")
    _, code = chosen(store, options.words)
    ioctl.sync(store.path)
    return code
