"""zfs create, clone and promote."""

from __future__ import annotations

import sys

from zfs_stand_in import make, mounts
from zfs_stand_in.entries import find
from zfs_stand_in.errors import UsageError, ZfsError, not_a_filesystem, not_a_snapshot
from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.options import Options, need, pairs, parse
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def _ancestors(pool: Pool, name: str) -> list[str]:
    """The missing parents, outermost first."""
    parts = name.split("/")
    paths = ["/".join(parts[:end]) for end in range(2, len(parts))]
    return [path for path in paths if path not in pool.datasets]


def _mount_new(store: Store, pool: Pool, made: list[Dataset]) -> int:
    code = 0
    for dataset in made:
        if mounts.mountable(pool, dataset):
            try:
                mounts.mount(store, pool, dataset)
            except ZfsError as problem:
                sys.stderr.write(f"{problem.sentence}\nfilesystem successfully created, but not mounted\n")
                code = 1
    return code


def run_create(store: Store, arguments: list[str]) -> int:
    """zfs create."""
    options = parse(arguments, "PV:b:nso:puv")
    if options.has("V", "b", "s"):
        raise ZfsError(f"cannot create '{(options.words or ['volume'])[-1]}': the stand-in has no volumes")
    given = pairs(options.values("o"))
    if not options.words:
        raise UsageError("missing filesystem argument")
    need(options.words, 1, 1, "filesystem")
    name = options.words[0]
    action = f"cannot create '{name}'"
    if options.has("n"):
        pool = make.check_new(store, store.pool(name), name, options.has("p"))
        props = make.checked_properties(action, given)
        _report(options, pool, name, props, "would create")
        return 0
    make.require_root(action)
    with Change(store) as change:
        made_pool = store.pool(name)
        if options.has("p") and made_pool and name in made_pool.datasets:
            return 0
        pool = make.check_new(store, made_pool, name, options.has("p"))
        props = make.checked_properties(action, given)
        made = [make.dataset(store, pool, path, {}) for path in _ancestors(pool, name)]
        made.append(make.dataset(store, pool, name, {}))
        make.check_space(action, store, pool, made[-1], props)
        made[-1].props.update(props)
        change.store.save(pool)
        _report(options, pool, name, props, "create")
        return 0 if options.has("u") else _mount_new(store, pool, made)


def _report(options: Options, pool: Pool, name: str, props: dict[str, str], verb: str) -> None:
    if not options.has("v", "P"):
        return
    parsable = options.has("P")
    if options.has("p"):
        print(f"create_ancestors\t{name}" if parsable else f"{verb} ancestors of {name}")
    print(f"create\t{name}" if parsable else f"{verb} {name}")
    for key, value in props.items():
        print(f"property\t{key}\t{value}" if parsable else f"\t{key}={value}")


def run_clone(store: Store, arguments: list[str]) -> int:
    """zfs clone."""
    options = parse(arguments, "o:pu")
    given = pairs(options.values("o"))
    need(options.words, 1, 2, "source dataset")
    if len(options.words) < 2:
        raise UsageError("missing target dataset argument")
    source_name, name = options.words
    action = f"cannot create '{name}'"
    make.require_root(action)
    with Change(store):
        entry = find(store, source_name)
        if entry.snap is None:
            raise not_a_snapshot(source_name)
        if name.split("/")[0] != entry.pool.name and store.pool(name):
            raise ZfsError(f"{action}: source and target pools differ")
        target = entry.pool if name.split("/")[0] == entry.pool.name else None
        if options.has("p") and target and name in target.datasets:
            return 0
        pool = make.check_new(store, target, name, options.has("p"))
        props = make.checked_properties(action, given)
        made = [make.dataset(store, pool, path, {}) for path in _ancestors(pool, name)]
        made.append(make.dataset(store, pool, name, props, entry.snap))
        store.save(pool)
        return 0 if options.has("u") else _mount_new(store, pool, made)


def run_promote(store: Store, arguments: list[str]) -> int:
    """zfs promote: the clone takes the snapshots up to its origin, and the two change places."""
    options = parse(arguments, "")
    need(options.words, 1, 1, "clone filesystem")
    name = options.words[0]
    action = f"cannot promote '{name}'"
    make.require_root(action)
    with Change(store):
        entry = find(store, name)
        if entry.snap:
            raise not_a_filesystem(name)
        found = entry.pool.snapshot_of(entry.dataset.origin) if entry.dataset.origin else None
        if found is None:
            raise ZfsError(f"{action}: not a cloned filesystem")
        _promote(action, entry.pool, entry.dataset, found[0], found[1])
        store.save(entry.pool)
    return 0


def _promote(action: str, pool: Pool, clone: Dataset, old: Dataset, origin: Snapshot) -> None:
    moving = [snap for snap in old.snaps if snap.txg <= origin.txg]
    for snap in moving:
        if clone.snap(snap.name):
            raise ZfsError(f"{action}: conflicting snapshot '{snap.name}' from parent '{pool.origin_name(clone)}'")
    clone.origin, old.origin = old.origin, origin.root
    clone.snaps = sorted([*moving, *clone.snaps], key=lambda snap: snap.txg)
    old.snaps = [snap for snap in old.snaps if snap not in moving]
    clone.changed = old.changed = origin.created
