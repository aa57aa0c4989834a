"""The properties of pools."""

from __future__ import annotations

from collections.abc import Callable

from zfs_stand_in.errors import ZfsError
from zfs_stand_in.groups import numbers
from zfs_stand_in.model import Pool
from zfs_stand_in.properties import is_user
from zfs_stand_in.sizes import nice_bytes
from zfs_stand_in.space import Space
from zfs_stand_in.store import Store
from zfs_stand_in.values import NO_SOURCE, Source

# name -> default; "" is computed. The order is that of `zpool get all`.
_NAMES = {
    "size": "",
    "capacity": "",
    "altroot": "-",
    "health": "ONLINE",
    "guid": "",
    "version": "-",
    "bootfs": "-",
    "delegation": "on",
    "autoreplace": "off",
    "cachefile": "-",
    "failmode": "wait",
    "listsnapshots": "off",
    "autoexpand": "off",
    "dedupratio": "1.00",
    "free": "",
    "allocated": "",
    "readonly": "off",
    "ashift": "0",
    "comment": "-",
    "expandsize": "-",
    "freeing": "0",
    "fragmentation": "0",
    "leaked": "0",
    "multihost": "off",
    "checkpoint": "-",
    "load_guid": "",
    "autotrim": "off",
    "compatibility": "off",
    "bcloneused": "0",
    "bclonesaved": "0",
    "bcloneratio": "1.00",
    "dedup_table_size": "0",
    "dedup_table_quota": "auto",
    "last_scrubbed_txg": "0",
}
_SWITCHES = (
    "bootfs",
    "delegation",
    "autoreplace",
    "cachefile",
    "failmode",
    "listsnapshots",
    "autoexpand",
    "comment",
    "multihost",
    "autotrim",
)
_SETTABLE = (*_SWITCHES, "compatibility", "dedup_table_quota")
_SIZES = ("size", "free", "allocated", "freeing", "leaked", "bcloneused", "bclonesaved", "dedup_table_size")
_SHORT = {"alloc": "allocated", "cap": "capacity", "frag": "fragmentation", "dedup": "dedupratio", "listsnaps": "listsnapshots"}
_SHORT |= {"ckpoint": "checkpoint", "expandsz": "expandsize"}
_HEADERS = {"allocated": "ALLOC", "capacity": "CAP", "fragmentation": "FRAG", "dedupratio": "DEDUP", "checkpoint": "CKPOINT"}
_HEADERS |= {"expandsize": "EXPANDSZ"}
ALL = list(_NAMES)


def full_name(name: str) -> str:
    """The property behind a short name."""
    return _SHORT.get(name.lower(), name)


def header(name: str) -> str:
    """The head of its column in `zpool list`."""
    return _HEADERS.get(name, name.upper())


def known(name: str) -> bool:
    """Whether there is such a property."""
    return name in _NAMES or name == "name" or is_user(name) or name.startswith("feature@")


def check_property(action: str, name: str, text: str, creating: bool = False) -> tuple[str, str]:
    """The stored form of a property that somebody sets."""
    if is_user(name) or name.startswith("feature@"):
        return name, text
    if name not in _NAMES:
        raise ZfsError(f"{action}: invalid property '{name}'")
    if name not in (*_SETTABLE, "ashift") and not (creating and name in ("altroot", "version", "readonly")):
        raise ZfsError(f"{action}: '{name}' is readonly")
    if name == "ashift" and (not text.isdigit() or not (int(text) == 0 or 9 <= int(text) <= 16)):
        raise ZfsError(f"{action}: property '{name}' number {text} is invalid, only values between 9 and 16 are allowed")
    if name in ("delegation", "autoreplace", "listsnapshots", "autoexpand", "multihost", "autotrim") and text not in ("on", "off"):
        raise ZfsError(f"{action}: '{name}' must be one of 'on | off'")
    return name, text


class PoolViewer:
    """Looks up the properties of pools."""

    def __init__(self, store: Store) -> None:
        self._numbers = numbers(store.path)

    def value(self, pool: Pool, name: str, exact: bool) -> tuple[str, Source]:
        """The value and its source."""
        if pool.props.get(name):
            return pool.props[name], Source("LOCAL")
        if name in _COMPUTED:
            return self._shown(name, _COMPUTED[name](pool, Space(pool, self._numbers)), exact), NO_SOURCE
        if is_user(name) or name.startswith("feature@"):
            return ("enabled", Source("LOCAL")) if name.startswith("feature@") else ("-", NO_SOURCE)
        source = Source("DEFAULT") if name in (*_SETTABLE, "ashift", "altroot", "version") else NO_SOURCE
        return self._shown(name, _NAMES[name], exact), source

    @staticmethod
    def _shown(name: str, value: str, exact: bool) -> str:
        if exact or value == "-":
            return value
        if name in _SIZES:
            return nice_bytes(int(value)) if int(value) else "0"
        if name in ("capacity", "fragmentation"):
            return f"{value}%"
        return f"{value}x" if name in ("dedupratio", "bcloneratio") else value


_COMPUTED: dict[str, Callable[[Pool, Space], str]] = {
    "name": lambda pool, _: pool.name,
    "guid": lambda pool, _: str(pool.guid),
    "load_guid": lambda pool, _: str(pool.guid ^ 0x5A5A5A5A),
    "size": lambda pool, _: str(pool.size),
    "allocated": lambda _, space: str(space.allocated()),
    "free": lambda pool, space: str(max(0, pool.size - space.allocated())),
    "capacity": lambda pool, space: str(space.allocated() * 100 // pool.size),
}
