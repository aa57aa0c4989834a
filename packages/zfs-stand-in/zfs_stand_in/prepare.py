"""zfs-stand-in prepare: make a new, empty btrfs file system the root of all pools."""

from __future__ import annotations

import contextlib
import os

from zfs_stand_in import ioctl
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.store import MARKER, Store


def run(store: Store, arguments: list[str]) -> int:
    """Turn quotas on and leave the marker. A file system that holds anything else is refused."""
    if arguments != ["prepare"]:
        raise UsageError("zfs-stand-in prepare")
    if os.geteuid() != 0:
        raise ZfsError("zfs-stand-in prepare: permission denied")
    path = store.path
    try:
        ioctl.file_system_id(path)
    except OSError:
        raise ZfsError(f"{path} is not a btrfs file system") from None
    if os.path.exists(f"{path}/{MARKER}"):
        return 0
    if os.stat(path).st_ino != 256 or set(os.listdir(path)) - {"vdev"}:
        raise ZfsError(f"{path} is not the top of an empty btrfs file system: it is left alone")
    with contextlib.suppress(FileExistsError):
        ioctl.enable_quota(path)
    ioctl.rescan(path)
    os.makedirs(f"{path}/vdev", exist_ok=True)
    with open(f"{path}/{MARKER}", "w", encoding="utf-8") as file:
        file.write("This btrfs file system belongs to the ZFS stand-in.\n")
    ioctl.sync(path)
    return 0
