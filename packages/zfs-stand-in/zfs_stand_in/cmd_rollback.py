"""zfs rollback."""

from __future__ import annotations

from zfs_stand_in import make, mounts
from zfs_stand_in.doomed import Doomed
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import ZfsError, not_a_snapshot
from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.options import Options, need, parse
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def run_rollback(store: Store, arguments: list[str]) -> int:
    """zfs rollback: the file system goes on from the snapshot; what is newer has to go first."""
    options = parse(arguments, "rRf")
    need(options.words, 1, 1, "dataset")
    name = options.words[0]
    make.require_root(f"cannot rollback '{name.partition('@')[0]}'")
    with Change(store) as change:
        entry = find(store, name)
        if entry.snap is None:
            raise not_a_snapshot(name)
        doomed = _newer(entry, entry.snap, options)
        replace_head(change, entry.pool, entry.dataset, entry.snap, doomed)
    return 0


def _newer(entry: Entry, target: Snapshot, options: Options) -> list[Entry]:
    """What has to go, ZfsError when it was not allowed to."""
    doomed = Doomed(entry.pool, clones=options.has("R"))
    newer = [snap for snap in entry.dataset.snaps if snap.txg > target.txg]
    for snap in newer:
        doomed.add_snap(entry.dataset, snap)
    marks = [Entry(entry.pool, entry.dataset, mark=mark) for mark in entry.dataset.bookmarks if mark.txg > target.txg]
    listed = [*(Entry(entry.pool, entry.dataset, snap) for snap in newer), *marks]
    if listed and not options.has("r", "R"):
        lines = "".join(f"\n{each.name}" for each in listed)
        raise ZfsError(
            f"cannot rollback to '{entry.name}': more recent snapshots or bookmarks exist\n"
            f"use '-r' to force deletion of the following snapshots and bookmarks:{lines}"
        )
    if doomed.outside():
        lines = "".join(f"\n{each.name}" for each in doomed.outside())
        raise ZfsError(
            f"cannot rollback to '{entry.name}': clones of previous snapshots exist\n"
            f"use '-R' to force deletion of the following clones and dependents:{lines}"
        )
    for each in doomed.entries:
        if each.snap and each.snap.holds:
            raise ZfsError(f"cannot destroy '{each.name}': dataset is busy")
    return [*doomed.entries, *marks]


def replace_head(change: Change, pool: Pool, dataset: Dataset, snap: Snapshot, doomed: list[Entry]) -> None:
    """Put a new head in the place of the old. OpenZFS does this under running programs, so a busy mount is let go, not refused."""
    store = change.store
    clones = [each.dataset for each in doomed if each.kind == "filesystem"]
    mounts.unmount_all(store, pool, clones)
    inside = [each for each in pool.datasets.values() if _lies_in(store, pool, each, dataset)]
    mounted = [each for each in inside if mounts.mounted_at(store, pool, each)]
    change.remember_mounts([each.guid for each in mounted])
    mounts.unmount_all(store, pool, mounted, detach=True)
    for entry in doomed:
        if entry.snap:
            make.forget(pool, entry.snap)
        elif entry.mark:
            dataset.bookmarks.remove(entry.mark)
        else:
            pool.datasets.pop(entry.name)
    make.new_head(store, pool, dataset, snap)
    pool.next_txg()
    store.save(pool)
    for each in mounts.in_mount_order(pool, mounted):
        mounts.mount(store, pool, each)


def _lies_in(store: Store, pool: Pool, each: Dataset, outer: Dataset) -> bool:
    """Whether a dataset is mounted inside the mount of another, or is that other."""
    base, path = mounts.mounted_at(store, pool, outer), mounts.mounted_at(store, pool, each)
    return bool(base and path) and (path == base or path.startswith(base.rstrip("/") + "/"))
