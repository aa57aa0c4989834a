"""zfs mount and zfs unmount."""

from __future__ import annotations

import os

from zfs_stand_in import make, mounts, values
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError, not_a_filesystem
from zfs_stand_in.model import Dataset, Pool
from zfs_stand_in.options import parse
from zfs_stand_in.output import warn
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def run_mount(store: Store, arguments: list[str]) -> int:
    """zfs mount."""
    options = parse(arguments, "aflo:OvRj", {"json": "j"})
    if not options.has("a") and not options.words:
        _show(store)
        return 0
    if options.has("a") and options.words:
        raise UsageError("too many arguments")
    if len(options.words) > 1:
        raise UsageError("too many arguments")
    make.require_root(f"cannot mount '{options.words[0] if options.words else '-a'}'")
    extra = ",".join(options.values("o"))
    with Change(store, volumes=False):
        if options.has("a"):
            return mount_all(store, store.pools(), extra)
        entry = find(store, options.words[0])
        if entry.snap:
            raise not_a_filesystem(entry.name)
        _mount_one(store, entry, extra, options.has("O"))
    return 0


def _show(store: Store) -> None:
    for pool in store.pools():
        for dataset in pool.below(pool.name):
            path = mounts.mounted_at(store, pool, dataset)
            if path:
                print(f"{dataset.name:<30}  {path}")


def _mount_one(store: Store, entry: Entry, extra: str, overlay: bool) -> None:
    action = f"cannot mount '{entry.name}'"
    path = values.effective(entry.pool, entry.dataset, "mountpoint")
    if path == "legacy":
        raise ZfsError(f"{action}: legacy mountpoint\nuse mount(8) to mount this filesystem")
    if path == "none":
        raise ZfsError(f"{action}: no mountpoint set")
    if values.effective(entry.pool, entry.dataset, "canmount") == "off":
        raise ZfsError(f"{action}: 'canmount' property is set to 'off'")
    if mounts.mounted_at(store, entry.pool, entry.dataset):
        raise ZfsError(f"{action}: filesystem already mounted")
    mounts.mount(store, entry.pool, entry.dataset, extra, overlay)


def mount_all(store: Store, pools: list[Pool], extra: str = "") -> int:
    """Mount everything that wants to be mounted and is not."""
    code = 0
    for pool in pools:
        for dataset in mounts.in_mount_order(pool, [each for each in pool.datasets.values() if mounts.mountable(pool, each)]):
            if not mounts.mounted_at(store, pool, dataset):
                try:
                    mounts.mount(store, pool, dataset, extra)
                except ZfsError as problem:
                    warn(problem.sentence)
                    code = 1
    return code


def unmount_everything(store: Store, pools: list[Pool], force: bool = False) -> None:
    """Unmount all datasets of these pools."""
    for pool in pools:
        mounts.unmount_all(store, pool, list(pool.datasets.values()), force)


def _family(pool: Pool, dataset: Dataset) -> list[Dataset]:
    """A dataset and those below it that have their mountpoint from it."""
    found = [dataset]
    for each in pool.below(dataset.name)[1:]:
        if "mountpoint" not in each.props and pool.datasets[each.name.rpartition("/")[0]] in found:
            found.append(each)
    return found


def run_unmount(store: Store, arguments: list[str]) -> int:
    """zfs unmount."""
    options = parse(arguments, "afu")
    if options.has("a"):
        if options.words:
            raise UsageError("too many arguments")
        make.require_root("cannot unmount '-a'")
        with Change(store, volumes=False):
            unmount_everything(store, store.pools(), options.has("f"))
        return 0
    if not options.words:
        raise UsageError("missing filesystem argument")
    if len(options.words) > 1:
        raise UsageError("too many arguments")
    name = options.words[0]
    make.require_root(f"cannot unmount '{name}'")
    with Change(store, volumes=False):
        pool, dataset = _to_unmount(store, name)
        mounts.unmount_all(store, pool, _family(pool, dataset), options.has("f"))
    return 0


def _to_unmount(store: Store, name: str) -> tuple[Pool, Dataset]:
    if name.startswith("/"):
        if not os.path.exists(name):
            raise ZfsError(f"{name}: No such file or directory")
        found = mounts.dataset_at(store, os.path.realpath(name))
        if found is None:
            raise ZfsError(f"cannot unmount '{name}': not a ZFS filesystem")
        return found
    entry = find(store, name)
    if entry.snap:
        raise not_a_filesystem(name)
    path = values.effective(entry.pool, entry.dataset, "mountpoint")
    if path == "legacy":
        raise ZfsError(f"cannot unmount '{name}': legacy mountpoint\nuse umount(8) to unmount this filesystem")
    if path == "none":
        raise ZfsError(f"cannot unmount '{name}': no mountpoint set")
    if not mounts.mounted_at(store, entry.pool, entry.dataset):
        raise ZfsError(f"cannot unmount '{name}': not currently mounted")
    return entry.pool, entry.dataset
