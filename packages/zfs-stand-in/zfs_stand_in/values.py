"""What a property is for a dataset, and where that comes from."""

from __future__ import annotations

from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.properties import NATIVE, is_user


class Source:
    """Where a value comes from: LOCAL, DEFAULT, INHERITED (from `data`), RECEIVED, NONE."""

    def __init__(self, kind: str, data: str = "-") -> None:
        self.kind = kind
        self.data = data

    def text(self) -> str:
        """The source as `zfs get` prints it."""
        if self.kind == "INHERITED":
            return f"inherited from {self.data}"
        return "-" if self.kind == "NONE" else self.kind.lower()


NO_SOURCE = Source("NONE")


def _own(holder: Dataset | Snapshot, name: str) -> tuple[str, str] | None:
    """A dataset's own value and its source. An empty local value of a received property means "inherit in spite of it"."""
    if name in holder.props:
        return (holder.props[name], "LOCAL")
    if name in holder.received:
        return (holder.received[name], "RECEIVED")
    return None


def lookup(pool: Pool, dataset: Dataset, name: str, snap: Snapshot | None = None) -> tuple[str | None, Source]:
    """The raw value of a settable property; None for a user property that nobody set."""
    native = NATIVE.get(name)
    if snap is not None:
        found = _own(snap, name)
        if found:
            return found[0], Source(found[1])
    found = _own(dataset, name)
    full = f"{dataset.name}@{snap.name}" if snap else dataset.name
    if found and (snap is None or native is None or native.inherited):
        value = _below(name, found[0], dataset.name, dataset.name)
        return value, Source(found[1]) if snap is None else Source("INHERITED", dataset.name)
    parent = dataset.name.rpartition("/")[0]
    while parent and (is_user(name) or (native and native.inherited)):
        found = _own(pool.datasets[parent], name)
        if found:
            return _below(name, found[0], parent, full), Source("INHERITED", parent)
        parent = parent.rpartition("/")[0]
    if native is None:
        return None, NO_SOURCE
    default = f"/{dataset.name}" if name == "mountpoint" else native.default
    return default, Source("DEFAULT")


def _below(name: str, value: str, holder: str, dataset: str) -> str:
    """An inherited mountpoint grows with the path below the dataset that set it."""
    if name != "mountpoint" or value in ("none", "legacy"):
        return value
    return f"{value.rstrip('/')}{dataset[len(holder) :]}" or "/"


def effective(pool: Pool, dataset: Dataset, name: str) -> str:
    """The raw value of a native property."""
    value, _ = lookup(pool, dataset, name)
    return value or ""
