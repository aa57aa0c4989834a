"""zfs destroy."""

from __future__ import annotations

from zfs_stand_in import make, mounts
from zfs_stand_in.check import check_name
from zfs_stand_in.doomed import Doomed
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError, missing, not_a_snapshot
from zfs_stand_in.groups import numbers
from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.namespaces import held_elsewhere
from zfs_stand_in.options import Options, need, parse
from zfs_stand_in.settle import Change
from zfs_stand_in.sizes import nice_bytes
from zfs_stand_in.space import Space
from zfs_stand_in.store import Store


def run_destroy(store: Store, arguments: list[str]) -> int:
    """zfs destroy: a file system, snapshots or a bookmark."""
    options = parse(arguments, "vpndfrR")
    need(options.words, 1, 1, "dataset")
    name = options.words[0]
    if not options.has("n"):
        make.require_root(f"cannot destroy '{name}'")
    with Change(store, volumes=not options.has("n")) as change:
        if "@" in name:
            return _snapshots(change, options, name)
        if "#" in name:
            return _bookmark(store, name)
        return _filesystem(change, options, name)


def _bookmark(store: Store, name: str) -> int:
    base = name.partition("#")[0]
    pool = store.pool(base)
    if pool is None or base not in pool.datasets:
        raise missing(base)
    marks = pool.datasets[base].bookmarks
    kept = [mark for mark in marks if f"{base}#{mark.name}" != name]
    if len(kept) == len(marks):
        raise ZfsError(f"bookmark '{name}' does not exist.")
    pool.datasets[base].bookmarks = kept
    store.save(pool)
    return 0


def _refuse(name: str, why: str, option: str, entries: list[Entry]) -> ZfsError:
    lines = "".join(f"\n{each.name}" for each in entries)
    return ZfsError(f"cannot destroy '{name}': {why}\nuse '-{option}' to destroy the following datasets:{lines}")


def _filesystem(change: Change, options: Options, name: str) -> int:
    if options.has("d"):
        raise not_a_snapshot(name)
    entry = find(change.store, name)
    if entry.name == entry.pool.name and not options.has("r", "R"):
        raise ZfsError(
            f"cannot destroy '{name}': operation does not apply to pools\n"
            f"use 'zfs destroy -r {name}' to destroy all datasets in the pool\n"
            f"use 'zpool destroy {name}' to destroy the pool itself"
        )
    doomed = Doomed(entry.pool, clones=options.has("R"))
    doomed.add_dataset(entry.dataset)
    if len(doomed.entries) > 1 and not options.has("r", "R"):
        raise _refuse(entry.name, "filesystem has children", "r", doomed.entries[:-1])
    if doomed.outside():
        raise _refuse(entry.name, "filesystem has dependent clones", "R", doomed.outside())
    going = [each for each in doomed.entries if each.name != each.pool.name]
    _say(options, doomed.entries, None)
    if not options.has("n"):
        _end(change, entry.pool, going, options)
    return 0


def _end(change: Change, pool: Pool, going: list[Entry], options: Options) -> None:
    """Unmount, then take everything out of the state; the subvolumes go with the end of the change."""
    for each in going:
        if each.snap and each.snap.holds:
            why = f"it's being held. Run 'zfs holds -r {each.name}' to see holders."
            raise ZfsError(f"cannot destroy snapshot {each.name}: {why}")
    datasets = [each.dataset for each in going if each.snap is None]
    store = change.store
    paths = {each.name: mounts.mounted_at(store, pool, each) for each in datasets}
    change.remember_mounts([each.guid for each in datasets if paths[each.name]])
    mounts.unmount_all(store, pool, datasets, force=options.has("f"))
    held = held_elsewhere(store, pool, datasets) if datasets else None
    if held:
        raise ZfsError(f"cannot destroy '{held.name}': dataset is busy")
    for each in going:
        if each.snap:
            make.forget(pool, each.snap)
        else:
            pool.datasets.pop(each.name)
    make.drop_deferred(pool)
    store.save(pool)
    for dataset in datasets:
        if paths[dataset.name]:
            mounts.drop_folder(dataset, paths[dataset.name])


def _say(options: Options, going: list[Entry], reclaim: int | None) -> None:
    if not options.has("v", "p"):
        return
    verb = "would" if options.has("n") else "will"
    for each in going:
        print(f"destroy\t{each.name}" if options.has("p") else f"{verb} destroy {each.name}")
    if reclaim is not None:
        print(f"reclaim\t{reclaim}" if options.has("p") else f"{verb} reclaim {nice_bytes(reclaim)}")


def _range(dataset: Dataset, text: str) -> list[Snapshot]:
    """The snapshots of one part of a list: a name, or first%last with open ends."""
    first, percent, last = text.partition("%")
    if not percent:
        found = dataset.snap(text)
        return [found] if found else []
    ends = [dataset.snap(end) for end in (first, last) if end]
    if not all(ends):
        return []
    low = ends[0].txg if first and ends[0] else 0
    high = ends[-1].txg if last and ends[-1] else 1 << 63
    return [snap for snap in dataset.snaps if low <= snap.txg <= high]


def _snapshots(change: Change, options: Options, name: str) -> int:
    store = change.store
    base, _, spec = name.partition("@")
    if not spec:
        raise UsageError(f"cannot open '{name}': empty component or misplaced '@' or '#' delimiter in name")
    check_name(f"cannot open '{base}'", base)
    pool = store.pool(base)
    if pool is None or base not in pool.datasets:
        raise missing(base)
    doomed = Doomed(pool, clones=options.has("R"))
    named: list[Entry] = []
    for dataset in pool.below(base) if options.has("r", "R") else [pool.datasets[base]]:
        for part in spec.split(","):
            for snap in _range(dataset, part):
                if not any(each.snap is snap for each in named):
                    named.append(Entry(pool, dataset, snap))
                    doomed.add_snap(dataset, snap)
    if not named:
        raise ZfsError("could not find any snapshots to destroy; check snapshot names.")
    if options.has("d"):
        return _defer(store, options, pool, named)
    outside = doomed.outside()
    if outside:
        owner = next(each for each in named if each.snap and any(clone.origin == each.snap.root for clone in [outside[0].dataset]))
        raise _refuse(owner.name, "snapshot has dependent clones", "R", outside)
    space = Space(pool, numbers(store.path, fresh=options.has("v", "p")))
    _say(options, doomed.entries, sum(space.unique(each.snap) for each in named if each.snap))
    if not options.has("n"):
        _end(change, pool, doomed.entries, options)
    return 0


def _defer(store: Store, options: Options, pool: Pool, named: list[Entry]) -> int:
    _say(options, named, None)
    if options.has("n"):
        return 0
    for each in named:
        if each.snap:
            each.snap.defer = True
    make.drop_deferred(pool)
    store.save(pool)
    return 0
