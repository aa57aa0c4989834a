"""zfs rename."""

from __future__ import annotations

from zfs_stand_in import make, mounts
from zfs_stand_in.check import check_name
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Pool
from zfs_stand_in.options import Options, need, parse
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def run_rename(store: Store, arguments: list[str]) -> int:
    """zfs rename: a file system with all below it, or a snapshot."""
    options = parse(arguments, "pruf")
    need(options.words, 1, 2, "source dataset")
    if len(options.words) < 2:
        raise UsageError("missing target dataset argument")
    if options.has("p") and options.has("r", "u"):
        raise UsageError(f"{'-p and -r' if options.has('r') else '-u and -p'} options are mutually exclusive")
    source, target = options.words
    if options.has("r") and "@" not in source:
        raise UsageError("source dataset for recursive rename must be a snapshot")
    make.require_root(f"cannot rename '{source}'")
    with Change(store) as change:
        entry = find(store, source)
        if entry.snap:
            _rename_snapshots(store, entry, target, options.has("r"))
        else:
            _rename_filesystem(change, entry, target, options)
    return 0


def _rename_snapshots(store: Store, entry: Entry, target: str, recursive: bool) -> None:
    base, at, new = target.partition("@")
    if not at:
        base, new = entry.dataset.name, target
    if base and base != entry.dataset.name:
        raise ZfsError(f"cannot rename to '{target}': snapshots must be part of same dataset")
    check_name(f"cannot rename to '{target}'", f"{entry.dataset.name}@{new}")
    old = entry.snap.name if entry.snap else ""
    if old == new:
        return
    chosen = entry.pool.below(entry.dataset.name) if recursive else [entry.dataset]
    if any(each.snap(old) and each.snap(new) for each in chosen):
        reason = "a child dataset already has a snapshot with the new name" if recursive else "dataset already exists"
        raise ZfsError(f"cannot rename '{entry.name}': {reason}")
    for each in chosen:
        snap = each.snap(old)
        if snap:
            snap.name = new
    store.save(entry.pool)


def _check_target(store: Store, entry: Entry, target: str, parents: bool) -> None:
    pool, source = entry.pool, entry.dataset.name
    check_name(f"cannot rename to '{target}'", target)
    if "@" in target:
        raise ZfsError(f"cannot rename to '{target}': snapshot delimiter '@' is not expected here")
    there = pool if target.split("/")[0] == pool.name else store.pool(target)
    if there is None:
        raise ZfsError(f"cannot create '{target}': no such pool '{target.split('/')[0]}'")
    if target.rpartition("/")[0] not in there.datasets and not parents:
        raise ZfsError(f"cannot create '{target}': parent does not exist")
    if there is not pool:
        raise ZfsError(f"cannot rename to '{target}': datasets must be within same pool")
    if source == pool.name:
        raise ZfsError(f"cannot rename '{source}': operation does not apply to pools")
    if target.startswith(source + "/"):
        raise ZfsError(f"cannot rename to '{target}': New dataset name cannot be a descendant of current dataset name")
    if target in pool.datasets:
        raise ZfsError(f"cannot rename '{source}': dataset already exists")


def _rename_filesystem(change: Change, entry: Entry, target: str, options: Options) -> None:
    store, pool, source = change.store, entry.pool, entry.dataset.name
    if source == target:
        return
    _check_target(store, entry, target, options.has("p"))
    family = pool.below(source)
    mounted, paths = [], []
    if not options.has("u"):
        mounted = [each for each in family if mounts.mounted_at(store, pool, each)]
        paths = [(each, mounts.mounted_at(store, pool, each)) for each in reversed(mounts.in_mount_order(pool, mounted))]
        change.remember_mounts([each.guid for each in mounted])
        mounts.unmount_all(store, pool, mounted, force=options.has("f"))
    parts = target.split("/")
    for end in range(2, len(parts)):
        path = "/".join(parts[:end])
        if path not in pool.datasets:
            make.dataset(store, pool, path, {})
    move(pool, source, target)
    store.save(pool)
    for each, path in paths:
        mounts.drop_folder(each, path)
    for each in mounts.in_mount_order(pool, mounted):
        mounts.mount(store, pool, each)


def move(pool: Pool, source: str, target: str) -> None:
    """Give a dataset and all below it their new names."""
    for each in pool.below(source):
        del pool.datasets[each.name]
        each.name = target + each.name[len(source) :]
        pool.datasets[each.name] = each
