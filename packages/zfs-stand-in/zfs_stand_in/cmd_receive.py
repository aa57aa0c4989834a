"""zfs receive."""

from __future__ import annotations

import json
import sys
from typing import IO, Any

from zfs_stand_in import frames, make, mounts
from zfs_stand_in.check import check_name, normal_value
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.options import Options, need, pairs, parse
from zfs_stand_in.output import warn
from zfs_stand_in.properties import full_name
from zfs_stand_in.receiver import Receiver
from zfs_stand_in.settle import Change
from zfs_stand_in.store import Store

_BAD = "cannot receive: failed to read from stream"


def run_receive(store: Store, arguments: list[str]) -> int:
    """zfs receive. A stream that breaks off leaves the snapshots that were complete; there is nothing to resume."""
    options = parse(arguments, "dehuvMnsFAo:x:")
    need(options.words, 1, 1, "snapshot")
    target = options.words[0]
    if options.has("A"):
        raise ZfsError(f"'{target}' does not have any resumable receive state to abort")
    if options.has("d") and options.has("e"):
        raise UsageError("invalid option combination: -d and -e are mutually exclusive")
    check_name(f"cannot receive: invalid name '{target}'", target)
    make.require_root(f"cannot receive new filesystem stream on '{target}'")
    if sys.stdin.isatty():
        raise ZfsError("Error: Backup stream can not be read from a terminal.\nYou must redirect standard input.")
    source = sys.stdin.buffer
    try:
        frames.read_magic(source)
        first = frames.read(source)
    except frames.StreamEnd as problem:
        raise ZfsError("cannot receive: failed to read from stream" if problem.args else _BAD) from None
    local = dict(normal_value("cannot receive", key, text, creating=True) for key, text in pairs(options.values("o")).items())
    # The lock is taken after the stream has begun: what makes the stream may need the lock before.
    with Change(store) as change:
        try:
            return _all(change, options, target, local, source, first)
        except frames.StreamEnd:
            raise ZfsError(_BAD) from None


def _all(change: Change, options: Options, target: str, local: dict[str, str], source: IO[bytes], frame: tuple[str, bytes]) -> int:
    receiver = Receiver(change, force=options.has("F"), local=local, excluded={full_name(name) for name in options.values("x")})
    while frame[0] == "S":
        begin: dict[str, Any] = json.loads(frame[1])
        dataset, snap = _place(options, target, begin)
        if options.has("v") or options.has("n"):
            kind = "incremental" if begin["from"] else "full"
            verb = "would receive" if options.has("n") else "receiving"
            print(f"{verb} {kind} stream of {begin['dataset']}@{begin['snap']['name']} into {dataset}@{snap}", flush=True)
        if options.has("n"):
            receiver.skip(source)
        else:
            receiver.one(begin, dataset, snap, source)
        frame = frames.read(source)
    if frame[0] != "Z":
        raise frames.StreamEnd
    return 0 if options.has("u", "n") else _mount(change, receiver)


def _place(options: Options, target: str, begin: dict[str, Any]) -> tuple[str, str]:
    """Where a snapshot of the stream goes."""
    name, _, wanted = target.partition("@")
    sent: str = begin["dataset"]
    snap: str = begin["snap"]["name"]
    if options.has("d"):
        rest = sent.partition("/")[2]
        return (f"{name}/{rest}" if rest else name), snap
    if options.has("e"):
        top: str = begin["top"]
        return f"{name}/{top.rpartition('/')[2]}{sent[len(top) :]}", snap
    return name + sent[len(begin["top"]) :], wanted or snap


def _mount(change: Change, receiver: Receiver) -> int:
    code = 0
    for pool, dataset in receiver.created:
        if mounts.mountable(pool, dataset) and not mounts.mounted_at(change.store, pool, dataset):
            try:
                mounts.mount(change.store, pool, dataset)
            except ZfsError as problem:
                warn(problem.sentence)
                code = 1
    return code
