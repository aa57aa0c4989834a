"""How much a dataset uses and may still use, in the terms of OpenZFS, out of the numbers of the qgroups."""

from __future__ import annotations

from zfs_stand_in import groups
from zfs_stand_in.model import Dataset, Pool, Snapshot

_NODE = 16384  # what an empty subvolume takes in btrfs
_EMPTY = {"9": 24576, "12": 98304}  # what an empty file system takes in OpenZFS, by ashift
_MEGA = 1 << 20


def pool_bytes(vdev_sizes: list[int]) -> int:
    """The size of a pool: OpenZFS cuts a vdev into metaslabs and leaves the rest."""
    total = 0
    for size in vdev_sizes:
        usable = size - 4 * _MEGA - _MEGA // 2
        shift = 29
        if usable >> shift < 16:
            shift = max(24, (usable // 16).bit_length())
        elif usable >> shift > 131072:
            shift = 34
        total += usable >> shift << shift
    return total


def slop(size: int) -> int:
    """What OpenZFS keeps for itself of a pool."""
    return min(128 << 30, max(size >> 5, min(size >> 1, 128 * _MEGA)))


class Space:
    """The numbers of one pool."""

    def __init__(self, pool: Pool, numbers: groups.Numbers) -> None:
        self.pool = pool
        self.numbers = numbers
        self.room = pool.size - slop(pool.size)
        self._empty = _EMPTY.get(pool.props.get("ashift", "0"), 24576)
        self._used: dict[str, int] = {}

    def _group(self, group: int) -> tuple[int, int]:
        return self.numbers.get(group, (0, 0))

    def referenced(self, each: Dataset | Snapshot) -> int:
        """What the file system or snapshot reaches."""
        return max(self._empty, self._group(each.root)[0] - _NODE + self._empty)

    def unique(self, snap: Snapshot) -> int:
        """What only this snapshot reaches."""
        return max(0, self._group(snap.root)[1] - _NODE)

    def by_dataset(self, dataset: Dataset) -> int:
        """What would be free if the file system went and its snapshots did not exist."""
        if not dataset.origin:
            return self.referenced(dataset)
        return min(self._alone(dataset), self.referenced(dataset))

    def _alone(self, dataset: Dataset) -> int:
        """What a clone and its snapshots do not share with the origin."""
        return max(0, self._group(groups.own_group(dataset))[1] - _NODE * (1 + len(dataset.snaps)))

    def by_snapshots(self, dataset: Dataset) -> int:
        """What would be free if all snapshots of the file system went."""
        if not dataset.snaps:
            return 0
        if dataset.origin:
            return self._alone(dataset) - self.by_dataset(dataset)
        both, head = self._group(groups.own_group(dataset))[0], self._group(dataset.root)[0]
        return max(0, both - head - _NODE * len(dataset.snaps))

    def by_reservation(self, dataset: Dataset) -> int:
        """What is set aside by refreservation beyond what is there."""
        wanted = dataset.size("refreservation")
        return max(0, wanted - self.referenced(dataset)) if wanted else 0

    def by_children(self, dataset: Dataset) -> int:
        """What the children use, or what is set aside for them."""
        return sum(max(self.used(each), reservation(each)) for each in self.pool.children(dataset.name))

    def used(self, dataset: Dataset) -> int:
        """All that a dataset accounts for."""
        if dataset.name not in self._used:
            parts = (self.by_dataset, self.by_snapshots, self.by_reservation, self.by_children)
            self._used[dataset.name] = sum(part(dataset) for part in parts)
        return self._used[dataset.name]

    def _tree_available(self, dataset: Dataset) -> int:
        parent = self.pool.datasets.get(dataset.name.rpartition("/")[0])
        if parent is None:
            free = self.room - self.used(dataset)
        else:
            free = self._tree_available(parent) + max(0, reservation(dataset) - self.used(dataset))
        quota = dataset.size("quota")
        return min(free, quota - self.used(dataset)) if quota else free

    def available(self, dataset: Dataset) -> int:
        """What may still be written to a file system."""
        free = self._tree_available(dataset) + self.by_reservation(dataset)
        refquota = dataset.size("refquota")
        if refquota:
            free = min(free, refquota - self.referenced(dataset))
        return max(0, free)

    def allocated(self) -> int:
        """What all datasets of the pool have really written."""
        root = self.pool.datasets[self.pool.name]
        return self._group(groups.tree_group(root))[0] + self._empty * (1 + len(self.pool.datasets))


def reservation(dataset: Dataset) -> int:
    """The reservation property in bytes."""
    return dataset.size("reservation")
