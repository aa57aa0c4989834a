"""What a pool consists of. One pool is one JSON file."""

from __future__ import annotations

import os
import time
from typing import Any

Json = dict[str, Any]


def new_guid() -> int:
    """A guid as OpenZFS makes them: 64 random bits."""
    return int.from_bytes(os.urandom(8), "big") | 1


class Record:
    """Fields that are written and read as they are."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    def plain(self) -> Json:
        """The record as JSON."""
        return dict(self.__dict__)


class Snapshot(Record):
    """A read-only subvolume. `holds` is tag -> time, `defer` asks for its end with the last hold or clone."""

    name: str
    guid: int
    txg: int
    created: int
    vol: str
    root: int
    props: dict[str, str]
    received: dict[str, str]
    holds: dict[str, int]
    defer: bool


class Bookmark(Record):
    """The memory of a snapshot."""

    name: str
    guid: int
    txg: int
    created: int


class Dataset(Record):
    """A file system. `gid` numbers its qgroups, `vol` and `root` name its subvolume, `origin` is the `root` of a snapshot.

    A guid would not do: a snapshot that was received into its own pool has the guid of the sent one.
    """

    name: str
    guid: int
    txg: int
    created: int
    gid: int
    vol: str
    root: int
    props: dict[str, str]
    received: dict[str, str]
    origin: int
    snaps: list[Snapshot]
    bookmarks: list[Bookmark]
    changed: int

    def size(self, name: str) -> int:
        """A quota or reservation in bytes, 0 where there is none."""
        return int(self.props.get(name) or self.received.get(name) or "0")

    def snap(self, name: str) -> Snapshot | None:
        """The snapshot of this name."""
        return next((each for each in self.snaps if each.name == name), None)

    def plain(self) -> Json:
        return {**super().plain(), "snaps": [each.plain() for each in self.snaps], "bookmarks": [each.plain() for each in self.bookmarks]}


class Pool(Record):
    """A pool: its size in bytes, its vdev files and its datasets by name."""

    name: str
    guid: int
    txg: int
    created: int
    size: int
    vdevs: list[str]
    props: dict[str, str]
    exported: bool
    scrubbed: int
    datasets: dict[str, Dataset]

    def next_txg(self) -> int:
        """The transaction group of a change: one every five seconds, and never the same twice."""
        self.txg = max(self.txg + 1, (int(time.time()) - self.created) // 5 + 4)
        return self.txg

    def plain(self) -> Json:
        return {**super().plain(), "datasets": {name: each.plain() for name, each in self.datasets.items()}}

    def below(self, name: str) -> list[Dataset]:
        """A dataset and all its descendants, parents first."""
        prefix = name + "/"
        return [self.datasets[each] for each in sorted(self.datasets, key=order) if each == name or each.startswith(prefix)]

    def children(self, name: str) -> list[Dataset]:
        """The direct children of a dataset."""
        depth = name.count("/") + 1
        return [each for each in self.below(name) if each.name.count("/") == depth]

    def snapshot_of(self, root: int) -> tuple[Dataset, Snapshot] | None:
        """The snapshot whose subvolume has this id, with its dataset."""
        return next(((each, snap) for each in self.datasets.values() for snap in each.snaps if snap.root == root), None)

    def with_guid(self, guid: int) -> list[tuple[Dataset, Snapshot]]:
        """The snapshots of this guid: a sent one and its copies."""
        return [(each, snap) for each in self.datasets.values() for snap in each.snaps if snap.guid == guid]

    def clones(self, snap: Snapshot) -> list[Dataset]:
        """The clones of a snapshot."""
        return [each for each in self.datasets.values() if each.origin == snap.root]

    def origin_name(self, dataset: Dataset) -> str:
        """The name of the snapshot that a clone came from, "" for others."""
        found = self.snapshot_of(dataset.origin) if dataset.origin else None
        return f"{found[0].name}@{found[1].name}" if found else ""


def order(name: str) -> list[str]:
    """The key that sorts datasets like `zfs list`: children right after their parent."""
    return name.split("/")


def pool_from(data: Json) -> Pool:
    """A pool out of its JSON."""
    datasets = {}
    for name, fields in data["datasets"].items():
        snaps = [Snapshot(**each) for each in fields["snaps"]]
        datasets[name] = Dataset(**{**fields, "snaps": snaps, "bookmarks": [Bookmark(**each) for each in fields["bookmarks"]]})
    return Pool(**{**data, "datasets": datasets})
