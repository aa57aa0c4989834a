"""zfs set and zfs inherit."""

from __future__ import annotations

from collections.abc import Callable

from zfs_stand_in import make, mounts, values
from zfs_stand_in.check import normal_value
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Dataset, Pool
from zfs_stand_in.options import need, pairs, parse
from zfs_stand_in.properties import NATIVE, full_name, is_user
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store

_MOVING = ("mountpoint", "canmount")
_FLAGS = ("readonly", "exec", "setuid", "devices", "atime", "relatime")
_LIMITS = ("quota", "refquota")


def run_set(store: Store, arguments: list[str]) -> int:
    """zfs set."""
    options = parse(arguments, "u")
    split = next((at for at, word in enumerate(options.words) if "=" not in word), len(options.words))
    settings, names = options.words[:split], options.words[split:]
    if not options.words:
        raise UsageError("missing arguments")
    if not settings:
        raise UsageError("missing property=value argument(s)")
    if any("=" in name for name in names):
        raise UsageError("invalid argument order")
    if not names:
        raise UsageError("missing dataset name(s)")
    given = pairs(settings)
    make.require_root(f"cannot set property for '{names[0]}'")
    limits = any(full_name(key) in _LIMITS for key in given)
    with Change(store, volumes=limits or any(full_name(key) in _MOVING for key in given)) as change:
        for name in names:
            entry = find(store, name)
            try:
                _set_one(change, entry, given, not options.has("u"))
            except ZfsError as problem:
                # OpenZFS hands its -1 on as it is.
                raise ZfsError(problem.sentence, 255) from problem
    return 0


def _set_one(change: Change, entry: Entry, given: dict[str, str], follow: bool) -> None:
    action = f"cannot set property for '{entry.name}'"
    if entry.mark:
        raise ZfsError(f"cannot open '{entry.name}': operation not applicable to datasets of this type")
    made = dict(normal_value(action, name, text, creating=False, snapshot=entry.snap is not None) for name, text in given.items())
    if entry.snap:
        entry.snap.props.update(made)
        change.store.save(entry.pool)
        return
    make.check_space(action, change.store, entry.pool, entry.dataset, made)

    def apply() -> None:
        entry.dataset.props.update(made)

    change_properties(change, entry, list(made), apply, follow)


def change_properties(change: Change, entry: Entry, names: list[str], apply: Callable[[], None], follow: bool) -> None:
    """Change properties and let the mounts follow."""
    store, pool, dataset = change.store, entry.pool, entry.dataset
    if not follow or not any(name in _MOVING for name in names):
        apply()
        store.save(pool)
        if any(name in _FLAGS for name in names):
            _refresh(store, pool, dataset)
        return
    moved = [each for each in pool.below(dataset.name) if _follows(pool, each, dataset)]
    waiting = values.effective(pool, dataset, "mountpoint") in ("none", "legacy") or "canmount" in names
    mounted = [each for each in moved if mounts.mounted_at(store, pool, each)]
    change.remember_mounts([each.guid for each in mounted])
    paths = [(each, mounts.mounted_at(store, pool, each)) for each in reversed(mounts.in_mount_order(pool, mounted))]
    mounts.unmount_all(store, pool, mounted)
    for each, path in paths:
        mounts.drop_folder(each, path)
    apply()
    store.save(pool)
    again = [each for each in moved if _mounts_again(pool, each, each in mounted, waiting)]
    for each in mounts.in_mount_order(pool, again):
        mounts.mount(store, pool, each)


def _mounts_again(pool: Pool, each: Dataset, was: bool, waiting: bool) -> bool:
    path, can = values.effective(pool, each, "mountpoint"), values.effective(pool, each, "canmount")
    if not path.startswith("/") or can == "off":
        return False
    return was or (waiting and can == "on")


def _follows(pool: Pool, each: Dataset, top: Dataset) -> bool:
    """Whether a dataset has its mountpoint from `top`."""
    while each is not top:
        if "mountpoint" in each.props or "mountpoint" in each.received:
            return False
        each = pool.datasets[each.name.rpartition("/")[0]]
    return True


def _refresh(store: Store, pool: Pool, dataset: Dataset) -> None:
    for each in pool.below(dataset.name):
        path = mounts.mounted_at(store, pool, each)
        if path:
            mounts.remount(pool, each, path)


def run_inherit(store: Store, arguments: list[str]) -> int:
    """zfs inherit."""
    options = parse(arguments, "rS")
    need(options.words, 1, 0, "property")
    need(options.words, 2, 0, "dataset")
    name, names = full_name(options.words[0]), options.words[1:]
    native = NATIVE.get(name)
    if native is None and not is_user(name):
        raise UsageError(f"invalid property '{name}'")
    if native is not None and native.read_only:
        raise ZfsError(f"{name} property is read-only")
    if native is not None and not native.inherited and not options.has("S"):
        clear = f"\nuse 'zfs set {name}=none' to clear\nuse 'zfs inherit -S {name}' to revert to received value"
        hint = clear if native.kind == "size" else ""
        raise ZfsError(f"'{name}' property cannot be inherited{hint}")
    make.require_root(f"cannot inherit {name} for '{names[0]}'")
    with Change(store, volumes=name in (*_MOVING, *_LIMITS)) as change:
        for each in names:
            entry = find(store, each)
            for dataset in entry.pool.below(entry.name) if options.has("r") and not entry.snap else [entry.dataset]:
                _inherit(change, Entry(entry.pool, dataset, entry.snap), name, options.has("S"))
    return 0


def _inherit(change: Change, entry: Entry, name: str, received: bool) -> None:
    holder = entry.snap or entry.dataset

    def apply() -> None:
        holder.props.pop(name, None)
        if not received:
            holder.received.pop(name, None)

    change_properties(change, entry, [name], apply, True)
