"""zpool create and zpool destroy."""

from __future__ import annotations

import os
import stat
import sys
import time

from zfs_stand_in import make, mounts
from zfs_stand_in.check import name_problem
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Pool, new_guid
from zfs_stand_in.namespaces import held_elsewhere
from zfs_stand_in.options import need, pairs, parse
from zfs_stand_in.pool_properties import check_property
from zfs_stand_in.settle import Change
from zfs_stand_in.sizes import parse_size
from zfs_stand_in.space import pool_bytes
from zfs_stand_in.store import Store

_RESERVED = ("mirror", "raidz", "draid", "spare", "log")
_LEAST = 64 << 20


def _vdev_size(word: str) -> int:
    """The size of a file, or the size that the word itself is. Nothing is ever written to the file."""
    if word.startswith("/"):
        try:
            found = os.stat(word)
        except OSError:
            raise ZfsError(f"cannot resolve path '{word}'") from None
        if not stat.S_ISREG(found.st_mode):
            raise ZfsError(f"cannot use '{word}': the stand-in takes regular files only")
        return found.st_size
    try:
        return parse_size(word)
    except ZfsError:
        raise ZfsError(f"cannot open '{word}': no such device in /dev\nmust be a full path or shorthand device name") from None


def _check_name(name: str) -> None:
    action = f"cannot create '{name}'"
    if name.startswith(_RESERVED):
        raise ZfsError(f"{action}: name is reserved\npool name may have been omitted")
    problem = name_problem(name)
    if problem or "/" in name or "@" in name or "#" in name:
        raise ZfsError(f"{action}: {problem or 'invalid character in pool name'}")


def run_create(store: Store, arguments: list[str]) -> int:
    """zpool create."""
    options = parse(arguments, "fndo:O:m:R:t:")
    need(options.words, 1, 0, "pool name")
    name, vdevs = options.words[0], options.words[1:]
    if not vdevs:
        raise UsageError("missing vdev specification")
    if vdevs[0].startswith(_RESERVED):
        raise ZfsError("the stand-in has plain vdevs only: no mirror, raidz, draid, spare or log")
    _check_name(name)
    action = f"cannot create '{name}'"
    make.require_root(action)
    props = dict(check_property(action, key, text, creating=True) for key, text in pairs(options.values("o")).items())
    sizes = [_vdev_size(word) for word in vdevs]
    if min(sizes) < _LEAST:
        raise ZfsError(f"{action}: one or more devices is less than the minimum size (64M)")
    given = pairs(options.values("O"))
    if options.has("m"):
        given["mountpoint"] = options.value("m")
    root_props = make.checked_properties(action, given)
    with Change(store):
        _check_free(store, name, vdevs)
        pool = Pool(name=name, guid=new_guid(), txg=3, created=int(time.time()), size=pool_bytes(sizes), vdevs=vdevs, props=props)
        pool.__dict__.update(exported=False, scrubbed=0, datasets={})
        if options.has("n"):
            print(f"would create '{name}' with the following layout:\n\n\t{name}\n" + "".join(f"\t  {word}\n" for word in vdevs), end="")
            return 0
        os.makedirs(f"{store.path}/{name}/vol", mode=0o755)
        os.chmod(store.volumes(pool), 0o700)
        root = make.dataset(store, pool, name, root_props)
        store.save(pool)
        if mounts.mountable(pool, root):
            mounts.mount(store, pool, root)
    return 0


def _check_free(store: Store, name: str, vdevs: list[str]) -> None:
    # OpenZFS looks at the devices first.
    for pool in store.pools():
        for word in vdevs:
            if word.startswith("/") and word in pool.vdevs:
                sentence = "invalid vdev specification\nuse '-f' to override the following errors:"
                raise ZfsError(f"{sentence}\n{word} is part of active pool '{pool.name}'")
    if store.pool(name):
        raise ZfsError(f"cannot create '{name}': pool already exists")
    if os.path.exists(f"{store.path}/{name}"):
        raise ZfsError(f"cannot create '{name}': an exported pool of this name is in the stand-in")


def run_destroy(store: Store, arguments: list[str]) -> int:
    """zpool destroy."""
    options = parse(arguments, "f")
    need(options.words, 1, 1, "pool")
    name = options.words[0]
    make.require_root(f"cannot destroy '{name}'")
    with Change(store) as change:
        pool = store.pool(name)
        if pool is None or "/" in name:
            raise ZfsError(f"cannot open '{name}': no such pool")
        all_datasets = list(pool.datasets.values())
        change.remember_mounts([each.guid for each in all_datasets if mounts.mounted_at(store, pool, each)])
        try:
            mounts.unmount_all(store, pool, all_datasets, options.has("f"))
        except ZfsError as problem:
            sys.stderr.write(problem.sentence + "\n")
            raise ZfsError(f"could not destroy '{name}': could not unmount datasets") from None
        if held_elsewhere(store, pool, all_datasets):
            raise ZfsError(f"cannot destroy '{name}': pool is busy")
        # Without its state a pool is nothing: the end of the change takes its subvolumes away.
        os.unlink(f"{store.path}/{name}/state.json")
    return 0
