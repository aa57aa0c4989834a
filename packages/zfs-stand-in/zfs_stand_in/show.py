"""The value of any property as it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

from zfs_stand_in import groups, mounts, values
from zfs_stand_in.entries import Entry
from zfs_stand_in.properties import ALL, NATIVE, is_user
from zfs_stand_in.sizes import nice_bytes
from zfs_stand_in.space import Space
from zfs_stand_in.store import Store
from zfs_stand_in.values import NO_SOURCE, Source

_ONCE = ("version", "utf8only", "normalization", "casesensitivity")
_ZERO_IS_NONE = ("quota", "refquota", "reservation", "refreservation")
_LIMITS = ("filesystem_limit", "snapshot_limit", "filesystem_count", "snapshot_count")


class Viewer:
    """Looks up properties; the numbers of the qgroups are read once, when they are first asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers: groups.Numbers | None = None
        self._spaces: dict[str, Space] = {}

    def space(self, entry: Entry) -> Space:
        """The numbers of the entry's pool."""
        if self._numbers is None:
            self._numbers = groups.numbers(self.store.path)
        name = entry.pool.name
        if name not in self._spaces:
            self._spaces[name] = Space(entry.pool, self._numbers)
        return self._spaces[name]

    def applicable(self, entry: Entry) -> list[str]:
        """What `get all` lists."""
        names = [name for name in ALL if entry.letter in NATIVE[name].of and self._present(entry, name)]
        return names + sorted(self._user_names(entry))

    def _present(self, entry: Entry, name: str) -> bool:
        if name == "origin":
            return bool(entry.dataset.origin)
        if name == "clones":
            return bool(entry.snap and entry.pool.clones(entry.snap))
        if name == "snapshots_changed":
            return entry.kind == "filesystem" and bool(entry.dataset.changed)
        return True

    def _user_names(self, entry: Entry) -> set[str]:
        if entry.mark:
            return set()
        names: set[str] = set()
        path = entry.dataset.name
        while path:
            holder = entry.pool.datasets[path]
            names.update(name for name in (*holder.props, *holder.received) if is_user(name))
            path = path.rpartition("/")[0]
        if entry.snap:
            names.update(name for name in (*entry.snap.props, *entry.snap.received) if is_user(name))
        return names

    def raw(self, entry: Entry, name: str) -> tuple[str | None, Source]:
        """The exact value, None where the property says nothing about such an entry."""
        native = NATIVE.get(name)
        if native is None and not is_user(name):
            return self._by_name(entry, name), NO_SOURCE
        if native is not None and entry.letter not in native.of:
            return None, NO_SOURCE
        if entry.mark and native is None:
            return None, NO_SOURCE
        if native is not None and native.read_only:
            source = Source("DEFAULT") if name in ("filesystem_count", "snapshot_count") else NO_SOURCE
            return self._computed(entry, name), source
        value, source = values.lookup(entry.pool, entry.dataset, name, entry.snap)
        if name in _ONCE and source.kind == "DEFAULT":
            source = NO_SOURCE
        if name == "readonly" and entry.snap:
            value = "on"
        return value, source

    def _computed(self, entry: Entry, name: str) -> str | None:
        maker = _COMPUTED.get(name)
        return maker(self, entry) if maker else NATIVE[name].default if NATIVE[name].default != "-" else None

    def _by_name(self, entry: Entry, name: str) -> str | None:
        if name.startswith("written@") and entry.kind != "bookmark":
            snap = entry.dataset.snap(name.partition("@")[2])
            if snap is None:
                return None
            return str(sum(written(self, each) for each in _since(entry, snap.txg)))
        return "0" if name.startswith(("userused@", "groupused@")) else None

    def text(self, entry: Entry, name: str, exact: bool) -> tuple[str, Source]:
        """The value for people, or for programs when `exact`."""
        value, source = self.raw(entry, name)
        return ("-" if value is None else pretty(name, value, exact)), source


def pretty(name: str, value: str, exact: bool) -> str:
    """A raw value in the form in which it is printed."""
    native = NATIVE.get(name)
    if name in _LIMITS:
        return "none" if value == "-1" else value
    if exact:
        return value
    if name in _ZERO_IS_NONE and value == "0":
        return "none"
    if name in ("creation", "snapshots_changed"):
        form = "%a %b %e %k:%M %Y" if name == "creation" else "%a %b %e %k:%M:%S %Y"
        return time.strftime(form, time.localtime(int(value)))
    if native is not None and native.kind == "ratio":
        return f"{value}x"
    if (native is not None and native.kind == "size") or (native is None and name.startswith(("written@", "userused@", "groupused@"))):
        return value if name == "special_small_blocks" and value == "0" else nice_bytes(int(value))
    return value


def _since(entry: Entry, txg: int) -> list[Entry]:
    last = entry.snap.txg if entry.snap else 1 << 63
    later = [Entry(entry.pool, entry.dataset, each) for each in entry.dataset.snaps if txg < each.txg <= last]
    return later if entry.snap else [*later, Entry(entry.pool, entry.dataset)]


def written(viewer: Viewer, entry: Entry) -> int:
    """What came since the snapshot before: qgroups do not know that, what is alone in the entry comes close."""
    space = viewer.space(entry)
    thing = entry.snap or entry.dataset
    earlier = [each for each in entry.dataset.snaps if not entry.snap or each.txg < entry.snap.txg]
    if not earlier and not entry.dataset.origin:
        return space.referenced(thing)
    alone = max(0, viewer.space(entry).numbers.get(thing.root, (0, 0))[1] - 16384)
    grown = space.referenced(thing) - space.referenced(earlier[-1]) if earlier else 0
    return max(alone, grown)


def _number(function: Callable[[Viewer, Entry], int]) -> Callable[[Viewer, Entry], str]:
    return lambda viewer, entry: str(function(viewer, entry))


def _used(viewer: Viewer, entry: Entry) -> int:
    space = viewer.space(entry)
    return space.unique(entry.snap) if entry.snap else space.used(entry.dataset)


def _referenced(viewer: Viewer, entry: Entry) -> int:
    return viewer.space(entry).referenced(entry.snap or entry.dataset)


def _origin(_: Viewer, entry: Entry) -> str | None:
    return entry.pool.origin_name(entry.dataset) or None


def _clones(_: Viewer, entry: Entry) -> str | None:
    return ",".join(each.name for each in entry.pool.clones(entry.snap)) if entry.snap else None


def _changed(_: Viewer, entry: Entry) -> str | None:
    return str(entry.dataset.changed) if entry.dataset.changed and not entry.snap else None


def _mounted(viewer: Viewer, entry: Entry) -> str:
    return "yes" if mounts.mounted_at(viewer.store, entry.pool, entry.dataset) else "no"


_COMPUTED: dict[str, Callable[[Viewer, Entry], str | None]] = {
    "name": lambda _, entry: entry.name,
    "type": lambda _, entry: entry.kind,
    "creation": _number(lambda _, entry: (entry.snap or entry.mark or entry.dataset).created),
    "createtxg": _number(lambda _, entry: (entry.snap or entry.mark or entry.dataset).txg),
    "guid": _number(lambda _, entry: (entry.snap or entry.mark or entry.dataset).guid),
    "objsetid": _number(lambda _, entry: (entry.snap or entry.dataset).root),
    "used": _number(_used),
    "logicalused": _number(_used),
    "referenced": lambda viewer, entry: None if entry.mark else str(_referenced(viewer, entry)),
    "logicalreferenced": _number(_referenced),
    "available": _number(lambda viewer, entry: viewer.space(entry).available(entry.dataset)),
    "usedbysnapshots": _number(lambda viewer, entry: viewer.space(entry).by_snapshots(entry.dataset)),
    "usedbydataset": _number(lambda viewer, entry: viewer.space(entry).by_dataset(entry.dataset)),
    "usedbychildren": _number(lambda viewer, entry: viewer.space(entry).by_children(entry.dataset)),
    "usedbyrefreservation": _number(lambda viewer, entry: viewer.space(entry).by_reservation(entry.dataset)),
    "written": _number(written),
    "compressratio": lambda *_: "1.00",
    "refcompressratio": lambda *_: "1.00",
    "mounted": _mounted,
    "origin": _origin,
    "clones": _clones,
    "userrefs": _number(lambda _, entry: len(entry.snap.holds) if entry.snap else 0),
    "defer_destroy": lambda _, entry: "on" if entry.snap and entry.snap.defer else "off",
    "snapshots_changed": _changed,
}
