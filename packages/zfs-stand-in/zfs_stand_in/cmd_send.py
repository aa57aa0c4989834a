"""zfs send."""

from __future__ import annotations

import subprocess
import sys
from typing import IO

from zfs_stand_in import frames, make
from zfs_stand_in.entries import Entry, find
from zfs_stand_in.errors import UsageError, ZfsError, missing
from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.options import Options, need, parse
from zfs_stand_in.output import warn
from zfs_stand_in.show import Viewer, written
from zfs_stand_in.sizes import nice_bytes
from zfs_stand_in.store import Store

_LONG = {"replicate": "R", "props": "p", "parsable": "P", "verbose": "v", "dryrun": "n", "large-block": "L", "compressed": "c", "raw": "w"}
_LONG |= {"embed": "e", "holds": "h", "backup": "b", "skip-missing": "s", "dedup": "D", "saved": "S", "redact": "redact", "exclude": "X"}
_NO_PROPERTIES = ("version", "utf8only", "normalization", "casesensitivity", "encryption", "keylocation", "keyformat", "pbkdf2iters")


class Step:
    """One snapshot to send, and the snapshot it builds on."""

    def __init__(self, dataset: Dataset, snap: Snapshot, source: tuple[Dataset, Snapshot] | None) -> None:
        self.dataset = dataset
        self.snap = snap
        self.source = source


def run_send(store: Store, arguments: list[str]) -> int:
    """zfs send."""
    options = parse(arguments, "DeLcwhbRi:I:pPvVnst:SX:", _LONG)
    if options.has("t", "S", "redact"):
        raise ZfsError("the stand-in neither resumes nor redacts streams")
    need(options.words, 1, 1, "snapshot")
    name = options.words[0]
    if not options.has("n") and sys.stdout.isatty():
        raise ZfsError("Error: Stream can not be written to a terminal.\nYou must redirect standard output.")
    entry = find(store, name)
    if entry.snap is None:
        if options.has("R", "I"):
            raise ZfsError("Error: Unsupported flag with filesystem or bookmark.")
        raise ZfsError(f"cannot send '{name}': target is busy; if a filesystem, it must not be mounted")
    if options.has("s") and not options.has("R"):
        raise UsageError("skip-missing flag can only be used in conjunction with replicate")
    make.require_root(f"cannot send '{name}'")
    steps = _steps(store, entry, options)
    if options.has("v", "P", "n") and (options.has("v") or options.has("P")):
        _estimate(Viewer(store), entry, steps, options)
    if not options.has("n"):
        _stream(store, entry, steps, options, sys.stdout.buffer)
    return 0


def _source(store: Store, entry: Entry, options: Options) -> Snapshot | None:
    """The snapshot after which -i or -I begins."""
    given = options.value("i") or options.value("I")
    if not given:
        return None
    if not options.has("R", "I") and not set("@#") & set(given):
        hint = "assuming snapshot. Use '@' or '#' prefix to avoid ambiguity."
        warn(f"Warning: incremental source didn't specify type, {hint}")
    full = (
        f"{entry.dataset.name}{given}" if given[0] in "@#" else given if "@" in given or "#" in given else f"{entry.dataset.name}@{given}"
    )
    action = f"cannot send '{entry.name}'"
    try:
        found = find(store, full)
    except ZfsError:
        raise missing(full) from None
    thing = found.snap or found.mark
    same = entry.pool.with_guid(thing.guid) if thing else []
    kept = next((each for each in same if each[0].name == found.dataset.name), None)
    if kept is None:
        raise ZfsError(f"{action}: the stand-in sends from a bookmark only while its snapshot is there")
    if entry.snap is None or kept[1].txg >= entry.snap.txg or (kept[0] is not entry.dataset and kept[1].root != entry.dataset.origin):
        raise ZfsError(f"{action}: not an earlier snapshot from the same fs")
    return kept[1]


def _steps(store: Store, entry: Entry, options: Options) -> list[Step]:
    source = _source(store, entry, options)
    many = options.has("I") or options.has("R")
    if not many and entry.snap:
        return [Step(entry.dataset, entry.snap, entry.pool.snapshot_of(source.root) if source else None)]
    steps: list[Step] = []
    for dataset in _origins_first(entry.pool, entry.pool.below(entry.dataset.name)) if options.has("R") else [entry.dataset]:
        last = dataset.snap(entry.snap.name if entry.snap else "")
        if last is None:
            if options.has("s"):
                continue
            raise ZfsError(f"WARNING: could not send {dataset.name}@{entry.snap.name if entry.snap else ''}: does not exist")
        begin = dataset.snap(source.name) if source else None
        steps += _chain(entry, dataset, last, begin, only_last=options.has("i"))
    return steps


def _origins_first(pool: Pool, datasets: list[Dataset]) -> list[Dataset]:
    """Parents before children, and what a clone came from before the clone: the receiver needs both."""
    waiting, sorted_ = list(datasets), list[Dataset]()
    while waiting:
        for dataset in waiting:
            found = pool.snapshot_of(dataset.origin) if dataset.origin else None
            needs = [pool.datasets.get(dataset.name.rpartition("/")[0]), found[0] if found else None]
            if not any(need in waiting for need in needs if need is not dataset):
                break
        waiting.remove(dataset)
        sorted_.append(dataset)
    return sorted_


def _chain(entry: Entry, dataset: Dataset, last: Snapshot, begin: Snapshot | None, only_last: bool) -> list[Step]:
    """The snapshots of one dataset, each on the one before it."""
    before = (dataset, begin) if begin else entry.pool.snapshot_of(dataset.origin) if dataset.origin else None
    chain = [snap for snap in dataset.snaps if (begin.txg if begin else 0) < snap.txg <= last.txg]
    steps = []
    for snap in [last] if only_last and begin else chain:
        steps.append(Step(dataset, snap, before))
        before = (dataset, snap)
    return steps


def _estimate(viewer: Viewer, entry: Entry, steps: list[Step], options: Options) -> None:
    """What -n and -v say: to stdout in a dry run, else to stderr."""
    out = sys.stdout if options.has("n") else sys.stderr
    total = 0
    for step in steps:
        here = Entry(entry.pool, step.dataset, step.snap)
        size = written(viewer, here) if step.source else viewer.space(here).referenced(step.snap)
        total += size
        before = ""
        if step.source:
            before = step.source[1].name if step.source[0] is step.dataset else f"{step.source[0].name}@{step.source[1].name}"
        if options.has("P"):
            out.write(f"incremental\t{before}\t{here.name}\t{size}\n" if before else f"full\t{here.name}\t{size}\n")
        elif before:
            at = "" if "@" in before else "@"
            out.write(f"send from {at}{before} to {here.name} estimated size is {nice_bytes(size)}\n")
        else:
            out.write(f"full send of {here.name} estimated size is {nice_bytes(size)}\n")
    out.write(f"size\t{total}\n" if options.has("P") else f"total estimated size is {nice_bytes(total)}\n")


def _stream(store: Store, entry: Entry, steps: list[Step], options: Options, out: IO[bytes]) -> None:
    out.write(frames.MAGIC)
    folder = store.volumes(entry.pool)
    with_properties = options.has("p", "R", "b")
    for step in steps:
        begin = {"dataset": step.dataset.name, "top": entry.dataset.name, "from": step.source[1].guid if step.source else 0}
        begin["package"] = options.has("R", "I")
        begin["clone"] = bool(step.source and step.source[0] is not step.dataset)
        properties = {**step.dataset.received, **step.dataset.props} if with_properties else {}
        begin["props"] = {key: value for key, value in properties.items() if key not in _NO_PROPERTIES}
        begin["snap"] = {key: value for key, value in step.snap.plain().items() if key in ("name", "guid", "created", "props")}
        begin["holds"] = step.snap.holds if options.has("h") else {}
        frames.write_json(out, "S", begin)
        parent = ["-p", f"{folder}/{step.source[1].vol}"] if step.source else []
        _one(["btrfs", "send", "-q", *parent, f"{folder}/{step.snap.vol}"], f"{step.dataset.name}@{step.snap.name}", out)
        frames.write(out, "E")
    frames.write(out, "Z")
    out.flush()


def _one(command: list[str], name: str, out: IO[bytes]) -> None:
    try:
        program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise UsageError("btrfs(8) is missing: the stand-in needs btrfs-progs to send") from None
    with program:
        while program.stdout and (piece := program.stdout.read(frames.PIECE)):
            frames.write(out, "D", piece)
        said = program.communicate()[1].decode(errors="replace").strip()
    if program.returncode:
        raise ZfsError(f"cannot send '{name}': {said or 'I/O error'}")
