"""What has to go with a file system or snapshot, in the order in which it can."""

from __future__ import annotations

from zfs_stand_in.entries import Entry
from zfs_stand_in.model import Dataset, Pool, Snapshot


class Doomed:
    """What goes with a file system or snapshot: descendants, their snapshots, and with `clones` all clones of those."""

    def __init__(self, pool: Pool, clones: bool) -> None:
        self.pool = pool
        self.clones = clones
        self.entries: list[Entry] = []
        self.strangers: list[Entry] = []

    def _has(self, entry: Entry) -> bool:
        return any(each.name == entry.name for each in self.entries)

    def add_dataset(self, dataset: Dataset) -> None:
        """Children, snapshots, then the dataset itself: the order in which they can go."""
        if self._has(Entry(self.pool, dataset)):
            return
        for child in self.pool.children(dataset.name):
            self.add_dataset(child)
        for snap in dataset.snaps:
            self.add_snap(dataset, snap)
        self.entries.append(Entry(self.pool, dataset))

    def add_snap(self, dataset: Dataset, snap: Snapshot) -> None:
        """The clones of a snapshot, then the snapshot."""
        for clone in self.pool.clones(snap):
            if self.clones:
                self.add_dataset(clone)
            else:
                self.strangers.append(Entry(self.pool, clone))
        self.entries.append(Entry(self.pool, dataset, snap))

    def outside(self) -> list[Entry]:
        """Clones that would lose their origin."""
        return [each for each in self.strangers if not self._has(each)]
