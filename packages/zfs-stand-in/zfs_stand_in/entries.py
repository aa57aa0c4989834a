"""Which datasets, snapshots and bookmarks a command speaks of."""

from __future__ import annotations

import os

from zfs_stand_in import mounts
from zfs_stand_in.check import check_name
from zfs_stand_in.errors import UsageError, ZfsError, missing
from zfs_stand_in.model import Bookmark, Dataset, Pool, Snapshot
from zfs_stand_in.store import Store

_TYPES = {"fs": "filesystem", "snap": "snapshot", "vol": "volume", "bookmark": "bookmark"}
KNOWN_TYPES = ("filesystem", "snapshot", "volume", "bookmark")


class Entry:
    """One dataset, snapshot or bookmark."""

    def __init__(self, pool: Pool, dataset: Dataset, snap: Snapshot | None = None, mark: Bookmark | None = None) -> None:
        self.pool = pool
        self.dataset = dataset
        self.snap = snap
        self.mark = mark

    @property
    def name(self) -> str:
        """The full name."""
        if self.snap:
            return f"{self.dataset.name}@{self.snap.name}"
        return f"{self.dataset.name}#{self.mark.name}" if self.mark else self.dataset.name

    @property
    def kind(self) -> str:
        """filesystem, snapshot or bookmark."""
        return "snapshot" if self.snap else "bookmark" if self.mark else "filesystem"

    @property
    def letter(self) -> str:
        """The kind as the table of properties has it."""
        return self.kind[0].upper()

    def key(self) -> tuple[str, int, int, str]:
        """The order of `zfs list`: a dataset, its snapshots by age, then the next name."""
        thing = self.snap or self.mark
        return self.dataset.name, {"F": 0, "S": 1, "B": 2}[self.letter], thing.txg if thing else 0, self.name


def parse_types(text: str) -> set[str]:
    """The value of -t."""
    found: set[str] = set()
    for word in text.split(","):
        name = _TYPES.get(word, word)
        if name == "all":
            found.update(KNOWN_TYPES)
        elif name in KNOWN_TYPES:
            found.add(name)
        else:
            raise UsageError(f"invalid type '{word}'")
    return found


def find(store: Store, name: str) -> Entry:
    """What a name or a path means, ZfsError when there is nothing."""
    if name.startswith(("/", "./")):
        return _at_path(store, name)
    check_name(f"cannot open '{name}'", name)
    base, at, snap_name = name.partition("@")
    base, hash_sign, mark_name = base.partition("#")
    pool = store.pool(base)
    dataset = pool.datasets.get(base) if pool else None
    if pool is None or dataset is None:
        raise missing(name)
    if at:
        snap = dataset.snap(snap_name)
        if snap is None:
            raise missing(name)
        return Entry(pool, dataset, snap)
    if hash_sign:
        mark = next((each for each in dataset.bookmarks if each.name == mark_name), None)
        if mark is None:
            raise missing(name)
        return Entry(pool, dataset, mark=mark)
    return Entry(pool, dataset)


def _at_path(store: Store, path: str) -> Entry:
    if not os.path.exists(path):
        raise ZfsError(f"{path}: No such file or directory")
    point = os.path.realpath(path)
    while True:
        found = mounts.dataset_at(store, point)
        if found:
            return Entry(*found)
        if point == "/" or os.path.ismount(point):
            raise ZfsError(f"cannot open '{path}': not a ZFS filesystem")
        point = os.path.dirname(point)


def expand(entry: Entry, types: set[str], depth: int | None) -> list[Entry]:
    """An entry and what lies below it, down to `depth` (None: without end), as far as the types are wanted."""
    if entry.kind != "filesystem":
        return [entry]
    found = []
    base = entry.name.count("/")
    for dataset in entry.pool.below(entry.name):
        level = dataset.name.count("/") - base
        if depth is not None and level > depth:
            continue
        if "filesystem" in types:
            found.append(Entry(entry.pool, dataset))
        if depth is None or level < depth:
            if "snapshot" in types:
                found += [Entry(entry.pool, dataset, snap) for snap in dataset.snaps]
            if "bookmark" in types:
                found += [Entry(entry.pool, dataset, mark=mark) for mark in dataset.bookmarks]
    return found


def collect(store: Store, names: list[str], types: set[str], depth: int | None) -> tuple[list[Entry], list[str]]:
    """The entries for these names (none: everything), sorted, and the sentences for those that are not there."""
    found: dict[str, Entry] = {}
    problems = []
    if not names:
        roots = [Entry(pool, pool.datasets[pool.name]) for pool in store.pools()]
        for root in roots:
            found.update((each.name, each) for each in expand(root, types, None if depth == 0 else depth))
    for name in names:
        try:
            entry = find(store, name)
        except ZfsError as problem:
            problems.append(problem.sentence)
            continue
        found.update((each.name, each) for each in expand(entry, types, depth))
    return sorted(found.values(), key=Entry.key), problems
