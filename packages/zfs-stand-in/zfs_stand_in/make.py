"""New subvolumes for file systems and snapshots. They count once the state that names them is saved."""

from __future__ import annotations

import contextlib
import os
import time

from zfs_stand_in import groups, ioctl
from zfs_stand_in.check import check_name, normal_value
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Dataset, Pool, Snapshot, new_guid
from zfs_stand_in.space import Space
from zfs_stand_in.store import Store


def require_root(action: str) -> None:
    """Changes are for root."""
    if os.geteuid() != 0:
        raise ZfsError(f"{action}: permission denied")


def volume_name() -> str:
    """A name for a subvolume that never comes again."""
    return os.urandom(8).hex()


def check_new(store: Store, pool: Pool | None, name: str, parents: bool = False) -> Pool:
    """The pool for a new dataset, ZfsError when it cannot be made there."""
    action = f"cannot create '{name}'"
    check_name(action, name)
    if pool is None:
        raise ZfsError(f"{action}: no such pool '{name.split('/')[0]}'")
    if "@" in name:
        raise ZfsError(f"{action}: snapshot delimiter '@' is not expected here")
    if name in pool.datasets:
        raise ZfsError(f"{action}: dataset already exists")
    if name.rpartition("/")[0] not in pool.datasets and not parents:
        raise ZfsError(f"{action}: parent does not exist")
    return pool


def checked_properties(action: str, given: dict[str, str]) -> dict[str, str]:
    """The stored form of the properties of a new dataset."""
    return dict(normal_value(action, name, text, creating=True) for name, text in given.items())


def dataset(store: Store, pool: Pool, name: str, props: dict[str, str], source: Snapshot | None = None) -> Dataset:
    """A new file system, empty or a clone of `source`."""
    new = Dataset(name=name, guid=new_guid(), txg=pool.next_txg(), created=int(time.time()), gid=int.from_bytes(os.urandom(5), "big") | 1)
    new.__dict__.update(vol=volume_name(), root=0, props=props, received={}, snaps=[], bookmarks=[], changed=0)
    new.origin = source.root if source else 0
    own, tree = groups.own_group(new), groups.tree_group(new)
    ioctl.group_create(store.path, own)
    ioctl.group_create(store.path, tree)
    ioctl.group_assign(store.path, own, tree)
    folder = store.volumes(pool)
    if source:
        new.root = ioctl.snapshot(f"{folder}/{source.vol}", folder, new.vol, [own], read_only=False)
    else:
        new.root = ioctl.create(folder, new.vol, [own])
    pool.datasets[name] = new
    return new


def snapshot(store: Store, pool: Pool, of: Dataset, name: str, props: dict[str, str], txg: int) -> Snapshot:
    """A new snapshot of a file system."""
    folder = store.volumes(pool)
    now = int(time.time())
    new = Snapshot(name=name, guid=new_guid(), txg=txg, created=now, vol=volume_name(), props=props, received={}, holds={}, defer=False)
    new.root = ioctl.snapshot(f"{folder}/{of.vol}", folder, new.vol, [groups.own_group(of)], read_only=True)
    of.snaps.append(new)
    of.changed = now
    return new


def new_head(store: Store, pool: Pool, of: Dataset, snap: Snapshot) -> None:
    """Let the file system go on from one of its snapshots. The old subvolume goes when the state is saved."""
    folder = store.volumes(pool)
    of.vol = volume_name()
    of.root = ioctl.snapshot(f"{folder}/{snap.vol}", folder, of.vol, [groups.own_group(of)], read_only=False)


def check_space(action: str, store: Store, pool: Pool, dataset_: Dataset, props: dict[str, str]) -> None:
    """Quotas may not be below what is used, reservations not above what is free."""
    sizes = {name: int(props[name]) for name in ("quota", "refquota", "reservation", "refreservation") if int(props.get(name, "0"))}
    if not sizes:
        return
    space = Space(pool, groups.numbers(store.path, fresh=True))
    least = {"quota": space.used(dataset_), "refquota": space.referenced(dataset_)}
    least["quota"] = max(least["quota"], dataset_.size("reservation"))
    for name, floor in least.items():
        if name in sizes and sizes[name] < floor:
            raise ZfsError(f"{action}: size is less than current used or reserved space")
    for name in ("reservation", "refreservation"):
        already = dataset_.size(name)
        more = sizes.get(name, 0) - max(already, space.used(dataset_) if name == "reservation" else space.referenced(dataset_))
        if name in sizes and (more > space.available(dataset_) or 0 < sizes.get("quota", 0) < sizes[name]):
            raise ZfsError(f"{action}: size is greater than available space")


def forget(pool: Pool, snap: Snapshot) -> None:
    """Drop a snapshot out of the state."""
    for each in pool.datasets.values():
        if snap in each.snaps:
            each.snaps.remove(snap)
            each.changed = int(time.time())


def drop_deferred(pool: Pool) -> None:
    """End the snapshots that only waited for their last hold or clone."""
    for each in list(pool.datasets.values()):
        for snap in list(each.snaps):
            if snap.defer and not snap.holds and not pool.clones(snap):
                forget(pool, snap)


def log(store: Store, pool: str, words: list[str]) -> None:
    """A line for `zpool history`."""
    with contextlib.suppress(OSError), open(f"{store.path}/{pool}/history", "a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%d.%H:%M:%S')} {' '.join(words)}\n")
