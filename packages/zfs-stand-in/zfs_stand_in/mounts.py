"""Mounting: the subvolume of a file system is bound to its mountpoint."""

from __future__ import annotations

import contextlib
import errno
import os

from zfs_stand_in import values
from zfs_stand_in.errors import ZfsError
from zfs_stand_in.model import Dataset, Pool, order
from zfs_stand_in.store import Store

_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _NOATIME, _BIND, _RELATIME = 1, 2, 4, 8, 32, 1024, 4096, 1 << 21
_FORCE, _DETACH = 1, 2


def _libc_call(name: str, *arguments: object) -> None:
    # Imported here: only few commands mount, and the import costs as much as the rest of a short command.
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _sys_mount(source: str | None, target: str, flags: int) -> None:
    encoded = source.encode() if source is not None else None
    _libc_call("mount", encoded, target.encode(), None, flags, None)


def _unescape(text: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text


class Table:
    """What is mounted in this mount namespace."""

    def __init__(self) -> None:
        self.by_root: dict[tuple[str, str], list[str]] = {}
        self.roots: dict[str, tuple[str, str]] = {}
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                fields = line.split(" ", 5)
                root, point = _unescape(fields[3]), _unescape(fields[4])
                self.by_root.setdefault((fields[2], root), []).append(point)
                self.roots[point] = (fields[2], root)

    def key(self, store: Store, pool: Pool, dataset: Dataset) -> tuple[str, str]:
        """Device and root under which a dataset's mounts are listed."""
        device, root = self.roots.get(os.path.realpath(store.path), ("", "/"))
        return device, f"{root.rstrip('/')}/{pool.name}/vol/{dataset.vol}"


_TABLES: dict[str, Table] = {}


def table() -> Table:
    """The mounts, read once until something changes."""
    if "now" not in _TABLES:
        _TABLES["now"] = Table()
    return _TABLES["now"]


def mounted_at(store: Store, pool: Pool, dataset: Dataset) -> str:
    """Where a dataset is mounted, "" where it is not."""
    found = table().by_root.get(table().key(store, pool, dataset), [])
    wanted = values.effective(pool, dataset, "mountpoint")
    return wanted if wanted in found else (found[0] if found else "")


def dataset_at(store: Store, point: str) -> tuple[Pool, Dataset] | None:
    """The dataset that is mounted at a path."""
    for pool in store.pools():
        for dataset in pool.datasets.values():
            if point in table().by_root.get(table().key(store, pool, dataset), []):
                return pool, dataset
    return None


def in_mount_order(pool: Pool, datasets: list[Dataset]) -> list[Dataset]:
    """Outer mountpoints first."""
    return sorted(datasets, key=lambda each: order(values.effective(pool, each, "mountpoint")))


def mountable(pool: Pool, dataset: Dataset) -> bool:
    """Whether `mount -a` and `create` mount it."""
    path = values.effective(pool, dataset, "mountpoint")
    return path.startswith("/") and values.effective(pool, dataset, "canmount") == "on"


def _flags(pool: Pool, dataset: Dataset, extra: str) -> int:
    options = set(extra.split(",")) if extra else set()

    def on(name: str) -> bool:
        return values.effective(pool, dataset, name) == "on"

    flags = 0
    flags |= _RDONLY if (on("readonly") or "ro" in options) and "rw" not in options else 0
    flags |= 0 if on("setuid") and "nosuid" not in options else _NOSUID
    flags |= 0 if on("devices") and "nodev" not in options else _NODEV
    flags |= 0 if on("exec") and "noexec" not in options else _NOEXEC
    return flags | (_NOATIME if not on("atime") else _RELATIME)


def mount(store: Store, pool: Pool, dataset: Dataset, extra: str = "", overlay: bool = False) -> None:
    """Mount a dataset at its mountpoint; the folder is made when it is missing."""
    path = values.effective(pool, dataset, "mountpoint")
    try:
        os.makedirs(path, mode=0o755, exist_ok=True)
        if not overlay and values.effective(pool, dataset, "overlay") == "off" and os.listdir(path):
            raise ZfsError(f"cannot mount '{path}': directory is not empty")
        _sys_mount(f"{store.volumes(pool)}/{dataset.vol}", path, _BIND)
        _TABLES.clear()
        _sys_mount(None, path, _REMOUNT | _BIND | _flags(pool, dataset, extra))
    except OSError as problem:
        reason = "Insufficient privileges" if problem.errno == errno.EPERM else (problem.strerror or str(problem))
        raise ZfsError(f"cannot mount '{path}': {reason}") from None


def remount(pool: Pool, dataset: Dataset, path: str) -> None:
    """Let a mount follow the properties."""
    with contextlib.suppress(OSError):
        _sys_mount(None, path, _REMOUNT | _BIND | _flags(pool, dataset, ""))


def unmount(path: str, force: bool = False, detach: bool = False) -> None:
    """Unmount; `detach` lets those who still use it finish. FileNotFoundError when another mount hides this one."""
    try:
        _libc_call("umount2", path.encode(), _DETACH if detach else (_FORCE if force else 0))
    except OSError as problem:
        if problem.errno in (errno.ENOENT, errno.EINVAL):
            raise FileNotFoundError(path) from None
        reason = {errno.EBUSY: "pool or dataset is busy", errno.EPERM: "permission denied"}.get(problem.errno or 0, problem.strerror)
        raise ZfsError(f"cannot unmount '{path}': {reason}") from None
    finally:
        _TABLES.clear()


def unmount_all(store: Store, pool: Pool, datasets: list[Dataset], force: bool = False, detach: bool = False) -> list[int]:
    """Unmount these datasets, inner ones first; the guids of those that were mounted."""
    done: list[Dataset] = []
    waiting = list(reversed(in_mount_order(pool, datasets)))
    while waiting:
        hidden = []
        for dataset in waiting:
            path = mounted_at(store, pool, dataset)
            if not path:
                continue
            try:
                unmount(path, force, detach)
            except FileNotFoundError:
                # An outer dataset was mounted over it: it can go after that one.
                hidden.append(dataset)
                continue
            except ZfsError:
                # Half a set unmounted is worse than none: the rest comes back.
                for each in reversed(done):
                    mount(store, pool, each)
                raise
            done.append(dataset)
        if hidden == waiting:
            raise ZfsError(f"cannot unmount '{mounted_at(store, pool, hidden[0])}': another mount hides it")
        waiting = hidden
    return [each.guid for each in done]


def drop_folder(dataset: Dataset, path: str) -> None:
    """Remove an empty mountpoint that was made for an inherited path.

    The kernel then also ends what other namespaces have mounted there, so this comes last.
    """
    if "mountpoint" not in dataset.props:
        with contextlib.suppress(OSError):
            os.rmdir(path)
