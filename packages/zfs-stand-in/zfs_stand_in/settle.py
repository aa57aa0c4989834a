"""A change of the state, and the repair of one that was interrupted: both end in the same code."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from types import TracebackType

from zfs_stand_in import groups, ioctl, mounts
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Dataset, Pool
from zfs_stand_in.space import slop
from zfs_stand_in.store import Lock, Store, write_safely

_UNSETTLED = ".unsettled"


class Change:
    """Holds the lock. `volumes` says that subvolumes or qgroups may change; then the end of the change sweeps and settles."""

    def __init__(self, store: Store, volumes: bool = True) -> None:
        self.store = store
        self._lock = Lock(store)
        self._volumes = volumes
        self._note = f"{store.path}/{_UNSETTLED}"

    def __enter__(self) -> Change:
        self._lock.__enter__()
        if os.path.exists(self._note):
            self._repair()
        if self._volumes:
            with open(self._note, "w", encoding="utf-8"):
                pass
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if value is not None and os.path.exists(self._note):
                self._repair()
            elif os.path.exists(self._note):
                settle(self.store)
                os.unlink(self._note)
        finally:
            self._lock.__exit__(kind, value, trace)

    def remember_mounts(self, guids: list[int]) -> None:
        """Note what has to be mounted again when this change does not come to its end."""
        write_safely(self._note, json.dumps(guids))

    def _repair(self) -> None:
        with open(self._note, encoding="utf-8") as file:
            text = file.read()
        settle(self.store)
        guids = set(json.loads(text)) if text.strip() else set()
        for pool in self.store.pools() if guids else []:
            for dataset in mounts.in_mount_order(pool, [each for each in pool.datasets.values() if each.guid in guids]):
                if not mounts.mounted_at(self.store, pool, dataset):
                    try:
                        mounts.mount(self.store, pool, dataset)
                    except ZfsError as problem:
                        sys.stderr.write(problem.sentence + "\n")
        os.unlink(self._note)


def settle(store: Store) -> None:
    """End what no state names any more and make the qgroups what the states say."""
    wanted = groups.Wanted()
    for name in [each.name for each in os.scandir(store.path) if each.is_dir(follow_symlinks=False)]:
        if not os.path.isdir(f"{store.path}/{name}/vol"):
            continue
        pool = store.load(name)
        sweep(store, name, pool)
        if pool is not None:
            wanted.add(pool, pool.size - slop(pool.size))
    groups.settle(store.path, wanted)


def sweep(store: Store, name: str, pool: Pool | None) -> None:
    """Delete the subvolumes of a pool that its state does not name; a pool without a state goes altogether."""
    known = _volumes(pool) if pool else set()
    _empty(f"{store.path}/{name}/vol", known)
    _empty(f"{store.path}/{name}/receiving", set())
    if pool is None:
        for left in ("state.json.new", "history"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{store.path}/{name}/{left}")
        with contextlib.suppress(OSError):
            os.rmdir(f"{store.path}/{name}/vol")
            os.rmdir(f"{store.path}/{name}")


def _empty(folder: str, known: set[str]) -> None:
    if not os.path.isdir(folder):
        return
    for volume in os.listdir(folder):
        if volume not in known:
            # One that is being sent, or holds a subvolume of somebody else, stays until a later sweep.
            with contextlib.suppress(OSError):
                ioctl.destroy(folder, volume)
    if not known and folder.endswith("/receiving"):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def _volumes(pool: Pool) -> set[str]:
    datasets: list[Dataset] = list(pool.datasets.values())
    return {each.vol for each in datasets} | {snap.vol for each in datasets for snap in each.snaps}
