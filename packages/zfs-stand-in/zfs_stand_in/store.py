"""The state on disk: one file per pool, written by temp, fsync and rename, under one lock.

The order is always the same: new subvolumes first, then the one rename that makes them count, then the end of what is not needed
any more. Until the last step is done the file `unsettled` lies in the root: whoever gets the lock and finds it repairs (see settle.py).
"""

from __future__ import annotations

import fcntl
import json
import os
from types import TracebackType

from zfs_stand_in import ioctl
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Pool, pool_from

MARKER = ".zfs-stand-in"
_STATE = "state.json"


class Store:
    """The btrfs file system that stands in for all pools."""

    def __init__(self, path: str = "") -> None:
        self.path = path or os.environ.get("HOMELAB_ZFS_ROOT", "/var/lib/zfs-stand-in")

    def check(self) -> None:
        """Refuse any root that was not prepared for this program."""
        try:
            fine = os.stat(self.path).st_ino == 256 and os.path.exists(f"{self.path}/{MARKER}")
            ioctl.file_system_id(self.path)
        except OSError:
            fine = False
        if not fine:
            raise ZfsError(f"{self.path} is not a btrfs file system prepared for the ZFS stand-in (zfs-stand-in prepare): nothing was done")

    def names(self) -> list[str]:
        """All pools, exported ones too."""
        return sorted(each.name for each in os.scandir(self.path) if os.path.exists(f"{each.path}/{_STATE}"))

    def load(self, name: str) -> Pool | None:
        """A pool, exported or not, None without one of this name."""
        try:
            with open(f"{self.path}/{name}/{_STATE}", encoding="utf-8") as file:
                return pool_from(json.load(file))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def pool(self, dataset: str) -> Pool | None:
        """The imported pool of a dataset, snapshot or bookmark."""
        name = dataset.replace("@", "/").replace("#", "/").split("/")[0]
        found = self.load(name) if name else None
        return None if found is None or found.exported else found

    def pools(self) -> list[Pool]:
        """All imported pools."""
        loaded = (self.load(name) for name in self.names())
        return [each for each in loaded if each is not None and not each.exported]

    def save(self, pool: Pool) -> None:
        """The one point at which a change comes to count."""
        write_safely(f"{self.path}/{pool.name}/{_STATE}", json.dumps(pool.plain(), separators=(",", ":")))

    def volumes(self, pool: Pool) -> str:
        """The folder of a pool's subvolumes."""
        return f"{self.path}/{pool.name}/vol"


def write_safely(path: str, text: str) -> None:
    """Replace a file so that a reader, or the next boot, sees all of the old or all of the new text."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(f"{path}.new", path)


class Lock:
    """The lock that every change takes. It ends with the process, however that ends."""

    def __init__(self, store: Store) -> None:
        self._path = f"{store.path}/.lock"
        self._fd = -1

    def __enter__(self) -> Lock:
        self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._fd)
