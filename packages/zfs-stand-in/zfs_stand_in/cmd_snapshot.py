"""zfs snapshot, bookmark, hold, holds and release."""

from __future__ import annotations

import time

from zfs_stand_in import make, output
from zfs_stand_in.check import check_name, normal_value
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.model import Bookmark, Dataset, Pool
from zfs_stand_in.options import need, pairs, parse
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store


def run_snapshot(store: Store, arguments: list[str]) -> int:
    """zfs snapshot: all of the snapshots of one call, or none."""
    options = parse(arguments, "ro:")
    need(options.words, 1, 0, "snapshot")
    given = pairs(options.values("o"))
    first = options.words[0]
    action = f"cannot create snapshot '{first}'" if len(options.words) == 1 else "cannot create snapshots"
    make.require_root("cannot create snapshots ")
    with Change(store):
        wanted = _wanted(store, options.words, options.has("r"))
        props = dict(normal_value(action, key, text, creating=True, snapshot=True) for key, text in given.items())
        there = [
            f"cannot create snapshot '{dataset.name}@{name}': dataset already exists" for _, dataset, name in wanted if dataset.snap(name)
        ]
        if there:
            many = ["no snapshots were created"] if options.has("r") or len(options.words) > 1 else []
            raise ZfsError("\n".join(there + many))
        txgs: dict[str, int] = {}
        pools: dict[str, Pool] = {}
        for pool, dataset, name in wanted:
            pools.setdefault(pool.name, pool)
            txg = txgs.setdefault(pool.name, pool.next_txg() if pool.name not in txgs else 0)
            make.snapshot(store, pool, dataset, name, dict(props), txg)
        for pool in pools.values():
            store.save(pool)
    return 0


def _wanted(store: Store, names: list[str], recursive: bool) -> list[tuple[Pool, Dataset, str]]:
    wanted: list[tuple[Pool, Dataset, str]] = []
    pools: dict[str, Pool] = {}
    for word in names:
        base, at, name = word.partition("@")
        if not at:
            raise UsageError
        check_name(f"cannot create snapshot '{word}'", word)
        pool = pools.setdefault(base.split("/")[0], store.pool(base) or Pool(name="", datasets={}))
        if base not in pool.datasets:
            raise UsageError(f"cannot open '{base}': dataset does not exist")
        chosen = pool.below(base) if recursive else [pool.datasets[base]]
        wanted += [(pool, dataset, name) for dataset in chosen]
    return wanted


def _source(store: Store, name: str) -> Entry:
    try:
        return find(store, name)
    except ZfsError as problem:
        raise UsageError(problem.sentence) from problem


def run_bookmark(store: Store, arguments: list[str]) -> int:
    """zfs bookmark."""
    options = parse(arguments, "")
    need(options.words, 1, 2, "source")
    if len(options.words) < 2:
        raise UsageError("missing bookmark argument")
    source, target = options.words
    action = f"cannot create bookmark '{target}'"
    make.require_root(action)
    with Change(store, volumes=False):
        entry = _source(store, source)
        thing = entry.snap or entry.mark
        if thing is None:
            raise UsageError(f"invalid source name '{source}': must contain a '@' or '#'")
        name = target.rpartition("#")[2]
        check_name(action, f"{entry.dataset.name}#{name}")
        if any(mark.name == name for mark in entry.dataset.bookmarks):
            raise ZfsError(f"{action}: bookmark exists")
        entry.dataset.bookmarks.append(Bookmark(name=name, guid=thing.guid, txg=thing.txg, created=thing.created))
        store.save(entry.pool)
    return 0


def _held(store: Store, word: str, recursive: bool, action: str) -> list[Entry]:
    """The snapshots that a hold or release speaks of."""
    base, at, name = word.partition("@")
    if not at:
        raise ZfsError(f"'{word}' is not a snapshot")
    top = find(store, base)
    found = [Entry(top.pool, each, each.snap(name)) for each in (top.pool.below(base) if recursive else [top.dataset]) if each.snap(name)]
    if not found:
        raise ZfsError(f"{action} '{word}': dataset does not exist")
    return found


def run_hold(store: Store, arguments: list[str]) -> int:
    """zfs hold."""
    options = parse(arguments, "rt")
    if len(options.words) < 2:
        raise UsageError
    tag, names = options.words[0], options.words[1:]
    if tag.startswith("."):
        raise UsageError("tag may not start with '.'")
    action = "cannot hold snapshot"
    make.require_root(f"{action} '{names[0]}'")
    with Change(store, volumes=False):
        for word in names:
            entries = _held(store, word, options.has("r"), action)
            for entry in entries:
                if entry.snap and tag in entry.snap.holds:
                    raise ZfsError(f"{action} '{entry.name}': tag already exists on this dataset")
            for entry in entries:
                if entry.snap:
                    entry.snap.holds[tag] = int(time.time())
            store.save(entries[0].pool)
    return 0


def run_release(store: Store, arguments: list[str]) -> int:
    """zfs release."""
    options = parse(arguments, "r")
    if len(options.words) < 2:
        raise UsageError
    tag, names = options.words[0], options.words[1:]
    action = "cannot release hold from snapshot"
    make.require_root(f"{action} '{names[0]}'")
    with Change(store):
        for word in names:
            entries = _held(store, word, options.has("r"), action)
            holding = [entry for entry in entries if entry.snap and tag in entry.snap.holds]
            if not holding:
                raise ZfsError(f"{action} '{entries[0].name}': no such tag on this dataset")
            for entry in holding:
                if entry.snap:
                    del entry.snap.holds[tag]
            make.drop_deferred(entries[0].pool)
            store.save(entries[0].pool)
    return 0


def run_holds(store: Store, arguments: list[str]) -> int:
    """zfs holds."""
    options = parse(arguments, "rHp")
    if not options.words:
        raise UsageError
    rows = []
    for word in options.words:
        for entry in _held(store, word, options.has("r"), "cannot open"):
            for tag, when in sorted(entry.snap.holds.items()) if entry.snap else []:
                text = str(when) if options.has("p") else time.strftime("%a %b %e %k:%M %Y", time.localtime(when))
                rows.append([entry.name, tag, text])
    if rows or not options.has("H"):
        output.table(["NAME", "TAG", "TIMESTAMP"], rows, set(), options.has("H"))
    return 0
