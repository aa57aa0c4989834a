"""The qgroups of the pools: what they must be, what they are, and the numbers in them.

0/<subvolume>   one file system or snapshot: `refquota` is its limit
1/<gid>         a file system with its snapshots: the difference is what the snapshots use
<500-depth>/<gid>  all that and the children: `quota` is its limit; the pool's size is the limit of the topmost one
"""

from __future__ import annotations

import contextlib
import os

from zfs_stand_in import ioctl
from zfs_stand_in.model import Dataset, Pool

_TOP = 500
_STATUS, _INFO, _LIMIT, _RELATION = 240, 242, 244, 246
_INCONSISTENT = 1 << 2
Numbers = dict[int, tuple[int, int]]


def own_group(dataset: Dataset) -> int:
    """The qgroup of a file system and its snapshots."""
    return (1 << 48) + dataset.gid


def tree_group(dataset: Dataset) -> int:
    """The qgroup of a file system, its snapshots and its children."""
    return (_TOP - dataset.name.count("/") << 48) + dataset.gid


class Groups:
    """What the quota tree says now."""

    def __init__(self, path: str) -> None:
        self.numbers: Numbers = {}
        self.limits: dict[int, tuple[int, int]] = {}
        self.parents: dict[int, set[int]] = {}
        self.consistent = True
        for object_id, kind, offset, data in ioctl.quota_items(path):
            if kind == _STATUS:
                self.consistent = not int.from_bytes(data[16:24], "little") & _INCONSISTENT
            elif kind == _INFO:
                self.numbers[offset] = (int.from_bytes(data[8:16], "little"), int.from_bytes(data[24:32], "little"))
            elif kind == _LIMIT:
                flags, referenced, exclusive = (int.from_bytes(data[at : at + 8], "little") for at in (0, 8, 16))
                self.limits[offset] = (_limit(flags & 1, referenced), _limit(flags & 2, exclusive))
            elif kind == _RELATION and offset > object_id:
                # Every relation is written twice; the parent has the higher level.
                self.parents.setdefault(object_id, set()).add(offset)


def _limit(flag: int, value: int) -> int:
    return value if flag and value < 1 << 63 else 0


def numbers(path: str, fresh: bool = False) -> Numbers:
    """Referenced and exclusive bytes of all qgroups; `fresh` first writes out what waits to be written."""
    if os.geteuid() != 0:
        return _numbers_from_sysfs(path)
    if fresh:
        ioctl.sync(path)
    found = Groups(path)
    if not found.consistent:
        ioctl.rescan(path)
        found = Groups(path)
    return found.numbers


def _numbers_from_sysfs(path: str) -> Numbers:
    """The same for those who may not search trees."""
    folder = f"/sys/fs/btrfs/{ioctl.file_system_id(path)}/qgroups"
    found: Numbers = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        level, _, number = name.partition("_")
        if level.isdigit():
            with open(f"{folder}/{name}/referenced") as referenced, open(f"{folder}/{name}/exclusive") as exclusive:
                found[(int(level) << 48) + int(number)] = (int(referenced.read()), int(exclusive.read()))
    return found


class Wanted:
    """What the quota tree must say for the pools."""

    def __init__(self) -> None:
        self.parents: dict[int, set[int]] = {}
        self.limits: dict[int, tuple[int, int]] = {}

    def add(self, pool: Pool, room: int) -> None:
        """The qgroups of one pool with `room` bytes for data."""
        for dataset in pool.datasets.values():
            own, tree = own_group(dataset), tree_group(dataset)
            parent = pool.datasets.get(dataset.name.rpartition("/")[0])
            self.parents[dataset.root] = {own}
            self.parents[own] = {tree}
            self.parents[tree] = {tree_group(parent)} if parent else set()
            self.limits[dataset.root] = (dataset.size("refquota"), 0)
            quota = dataset.size("quota")
            if not parent:
                quota = min(quota or room, room)
            # What a clone shares with its origin is not the clone's: its quota limits what it has alone.
            self.limits[tree] = (0, quota) if dataset.origin else (quota, 0)
            for snap in dataset.snaps:
                self.parents[snap.root] = {own}


def settle(path: str, wanted: Wanted) -> None:
    """Make the quota tree say what it must; nothing happens where it does."""
    there = Groups(path)
    for group in wanted.parents:
        if group not in there.numbers and group >> 48:
            ioctl.group_create(path, group)
    for group, parents in there.parents.items():
        for parent in parents - wanted.parents.get(group, set()):
            if group >> 48 or group in wanted.parents:
                ioctl.group_assign(path, group, parent, make=False)
    for group in sorted(wanted.parents):
        for parent in wanted.parents[group] - there.parents.get(group, set()):
            ioctl.group_assign(path, group, parent)
    for group in sorted(there.numbers, reverse=True):
        if group not in wanted.parents and group != 5:
            # A deleted subvolume has a qgroup until the kernel has cleaned up after it.
            with contextlib.suppress(OSError):
                ioctl.group_create(path, group, make=False)
    for group, limit in wanted.limits.items():
        if there.limits.get(group, (0, 0)) != limit:
            ioctl.group_limit(path, group, *limit)
    if not Groups(path).consistent:
        ioctl.rescan(path)
