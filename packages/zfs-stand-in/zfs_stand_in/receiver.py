"""Receives the snapshots of a stream one by one; each counts as soon as it is complete."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from typing import IO, Any

from zfs_stand_in import frames, groups, ioctl, make
from zfs_stand_in.cmd_rollback import replace_head
from zfs_stand_in.entries import Entry
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Dataset, Pool, Snapshot
from zfs_stand_in.settle import Change

_FULL = "cannot receive new filesystem stream"
_MORE = "cannot receive incremental stream"


def _feed(pipe: IO[bytes] | None, piece: bytes) -> None:
    """A program that has failed reads no more; its exit code tells."""
    with contextlib.suppress(BrokenPipeError):
        if pipe:
            pipe.write(piece)


class Receiver:
    """What is to be done with every snapshot of one stream."""

    def __init__(self, change: Change, force: bool, local: dict[str, str], excluded: set[str]) -> None:
        self.change = change
        self.store = change.store
        self.force = force
        self.local = local
        self.excluded = excluded
        self.created: list[tuple[Pool, Dataset]] = []
        self._pools: dict[str, Pool] = {}
        self._touched: set[str] = set()

    def _pool(self, name: str) -> Pool:
        first = name.split("/")[0]
        pool = self._pools.get(first) or self.store.pool(first)
        if pool is None:
            raise ZfsError(f"{_FULL}: destination '{name}' does not exist")
        return self._pools.setdefault(first, pool)

    def skip(self, source: IO[bytes]) -> None:
        """Read a snapshot past."""
        while frames.read(source)[0] == "D":
            pass

    def one(self, begin: dict[str, Any], name: str, snap_name: str, source: IO[bytes]) -> None:
        """Receive one snapshot as `name@snap_name`."""
        pool = self._pool(name)
        self._touched.add(name)
        dataset = pool.datasets.get(name)
        if dataset and begin["package"] and any(snap.guid == begin["snap"]["guid"] for snap in dataset.snaps):
            self.skip(source)
            return
        doomed: list[Entry] = []
        if begin["from"] and not begin["clone"]:
            doomed = self._check_more(begin, pool, dataset, name)
        else:
            self._check_full(pool, dataset, name, begin)
        volume = self._volume(pool, source)
        if dataset is None:
            dataset = self._new(pool, name, begin)
        self._finish(pool, dataset, snap_name, begin, volume, doomed)

    def _check_full(self, pool: Pool, dataset: Dataset | None, name: str, begin: dict[str, Any]) -> None:
        if dataset is None:
            if name.rpartition("/")[0] not in pool.datasets:
                raise ZfsError(f"{_FULL}: destination '{name}' does not exist")
            if begin["clone"] and self._origin(pool, begin) is None:
                raise ZfsError(f"{_FULL}: local origin for clone {name}@{begin['snap']['name']} does not exist")
            return
        if not self.force:
            raise ZfsError(f"{_FULL}: destination '{name}' exists\nmust specify -F to overwrite it")
        if dataset.snaps:
            first = f"{name}@{dataset.snaps[0].name}"
            raise ZfsError(f"{_FULL}: destination has snapshots (eg. {first})\nmust destroy them to overwrite it")

    def _check_more(self, begin: dict[str, Any], pool: Pool, dataset: Dataset | None, name: str) -> list[Entry]:
        """ZfsError when the increment does not fit; with -F, what has to go so that it fits."""
        if dataset is None:
            raise ZfsError(f"{_MORE}: destination '{name}' does not exist")
        base = next((snap for snap in dataset.snaps if snap.guid == begin["from"]), None)
        if base is None or (dataset.snaps[-1] is not base and not self.force):
            raise ZfsError(f"{_MORE}: most recent snapshot of {name} does not\nmatch incremental source")
        newer = [Entry(pool, dataset, snap) for snap in dataset.snaps if snap.txg > base.txg]
        for each in newer:
            if each.snap and (each.snap.holds or pool.clones(each.snap)):
                raise ZfsError(f"cannot destroy '{each.name}': dataset is busy")
        if not self.force and self._modified(pool, dataset, base):
            raise ZfsError(f"{_MORE}: destination {name} has been modified\nsince most recent snapshot")
        return newer

    def _modified(self, pool: Pool, dataset: Dataset, base: Snapshot) -> bool:
        folder = self.store.volumes(pool)
        ioctl.sync(self.store.path)
        made, changed = ioctl.transactions(f"{folder}/{dataset.vol}")
        snap_made, _ = ioctl.transactions(f"{folder}/{base.vol}")
        return changed > max(made, snap_made)

    def _volume(self, pool: Pool, source: IO[bytes]) -> str:
        """Let `btrfs receive` make the subvolume in a folder of its own; where it lies then."""
        folder = f"{self.store.path}/{pool.name}/receiving"
        self._clear(folder)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        command = ["btrfs", "receive", "-q", "-e", folder]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as program:
            kind, piece = frames.read(source)
            while kind == "D":
                _feed(program.stdin, piece)
                kind, piece = frames.read(source)
            said = program.communicate()[1].decode(errors="replace").strip()
        made = os.listdir(folder)
        if program.returncode or len(made) != 1 or kind != "E":
            self._clear(folder)
            reason = "out of space" if "quota" in said.lower() or "space" in said.lower() else said or "incomplete stream"
            raise ZfsError(f"cannot receive: {reason}")
        return f"{folder}/{made[0]}"

    def _clear(self, folder: str) -> None:
        if os.path.isdir(folder):
            for left in os.listdir(folder):
                ioctl.destroy(folder, left)

    def _origin(self, pool: Pool, begin: dict[str, Any]) -> tuple[Dataset, Snapshot] | None:
        """The origin of a clone: a snapshot that came with this stream rather than the one that was sent."""
        found = pool.with_guid(begin["from"])
        return next((each for each in found if each[0].name in self._touched), found[0] if found else None)

    def _new(self, pool: Pool, name: str, begin: dict[str, Any]) -> Dataset:
        found = self._origin(pool, begin) if begin["clone"] else None
        dataset = make.dataset(self.store, pool, name, {}, found[1] if found else None)
        self.created.append((pool, dataset))
        return dataset

    def _finish(self, pool: Pool, dataset: Dataset, name: str, begin: dict[str, Any], volume: str, doomed: list[Entry]) -> None:
        """Take the received subvolume as the newest snapshot and let the file system go on from it."""
        sent, now = begin["snap"], int(time.time())
        snap = Snapshot(name=name, guid=sent["guid"], txg=pool.next_txg(), created=sent["created"], vol=make.volume_name(), props={})
        snap.__dict__.update(received=sent["props"], holds=dict(begin["holds"]), defer=False)
        # A read-only subvolume cannot be moved, so a snapshot of it takes its place.
        snap.root = ioctl.snapshot(volume, self.store.volumes(pool), snap.vol, [groups.own_group(dataset)], read_only=True)
        ioctl.destroy(*volume.rsplit("/", 1))
        received = {key: value for key, value in begin["props"].items() if key not in self.excluded}
        if received:
            dataset.received = received
        dataset.props.update(self.local if name else {})
        dataset.changed = now
        for each in doomed:
            if each.snap:
                make.forget(pool, each.snap)
        dataset.snaps.append(snap)
        replace_head(self.change, pool, dataset, snap, [])
