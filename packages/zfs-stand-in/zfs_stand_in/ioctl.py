"""The ioctls of btrfs that are needed. Calling the kernel costs a hundredth of starting btrfs(8)."""

from __future__ import annotations

import fcntl
import os
import struct
from array import array
from collections.abc import Iterator

_SUBVOL_CREATE_V2 = 0x50009418
_SNAP_CREATE_V2 = 0x50009417
_SNAP_DESTROY = 0x5000940F
_INO_LOOKUP = 0xD0009412
_FS_INFO = 0x8400941F
_SUBVOL_INFO = 0x81F8943C
_SYNC = 0x9408
_QUOTA_CTL = 0xC0109428
_QGROUP_ASSIGN = 0x40189429
_QGROUP_CREATE = 0x4010942A
_QGROUP_LIMIT = 0x8030942B
_QUOTA_RESCAN = 0x4040942C
_QUOTA_RESCAN_WAIT = 0x942E
_TREE_SEARCH_V2 = 0xC0709411
_READ_ONLY = 1 << 1
_QGROUP_INHERIT = 1 << 2
_LIMIT_RFER = 1 << 0
_LIMIT_EXCL = 1 << 1
_QUOTA_TREE = 8
_NO_LIMIT = (1 << 64) - 1


def call(path: str, request: int, argument: bytes | bytearray | int = 0) -> int:
    """One ioctl on the folder `path`."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Only a writable buffer may be longer than 1024 bytes.
        return fcntl.ioctl(fd, request, bytearray(argument) if isinstance(argument, bytes) else argument)
    finally:
        os.close(fd)


def file_system_id(path: str) -> str:
    """The UUID of the btrfs file system, OSError on any other."""
    answer = bytearray(1024)
    call(path, _FS_INFO, answer)
    text = answer[16:32].hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _volume_args(name: str, fd: int, flags: int, groups: list[int]) -> tuple[bytes, array[int]]:
    """Arguments of a creation that puts the new subvolume into `groups`; the array has to outlive the call."""
    inherit = array("Q", [0, len(groups), 0, 0, 0, 0, 0, 0, 0, *groups])
    if groups:
        flags |= _QGROUP_INHERIT
    address, length = inherit.buffer_info()
    return struct.pack("=qQQQQ16x4040s", fd, 0, flags, length * 8, address, name.encode()), inherit


def create(folder: str, name: str, groups: list[int]) -> int:
    """A new subvolume; its id."""
    arguments, keep = _volume_args(name, 0, 0, groups)
    call(folder, _SUBVOL_CREATE_V2, arguments)
    del keep
    return subvolume_id(f"{folder}/{name}")


def snapshot(source: str, folder: str, name: str, groups: list[int], read_only: bool) -> int:
    """A snapshot of the subvolume `source`; its id."""
    fd = os.open(source, os.O_RDONLY | os.O_DIRECTORY)
    try:
        arguments, keep = _volume_args(name, fd, _READ_ONLY if read_only else 0, groups)
        call(folder, _SNAP_CREATE_V2, arguments)
        del keep
    finally:
        os.close(fd)
    return subvolume_id(f"{folder}/{name}")


def destroy(folder: str, name: str) -> None:
    """Delete a subvolume."""
    call(folder, _SNAP_DESTROY, struct.pack("=q4088s", 0, name.encode()))


def subvolume_id(path: str) -> int:
    """The id of the subvolume that `path` lies in."""
    answer = bytearray(4096)
    struct.pack_into("=QQ", answer, 0, 0, 256)
    call(path, _INO_LOOKUP, answer)
    return int(struct.unpack_from("=Q", answer)[0])


def transactions(path: str) -> tuple[int, int]:
    """In which transaction a subvolume was made, and in which it was last changed."""
    answer = bytearray(504)
    call(path, _SUBVOL_INFO, answer)
    changed, made = struct.unpack_from("=QQ", answer, 344)
    return made, changed


def sync(path: str) -> None:
    """Commit: only then the numbers of the qgroups are those of the data."""
    call(path, _SYNC)


def enable_quota(path: str) -> None:
    """Turn qgroups on."""
    call(path, _QUOTA_CTL, bytearray(struct.pack("=QQ", 1, 0)))


def group_create(path: str, group: int, make: bool = True) -> None:
    """Make or remove a qgroup."""
    call(path, _QGROUP_CREATE, struct.pack("=QQ", int(make), group))


def group_assign(path: str, child: int, parent: int, make: bool = True) -> None:
    """Put a qgroup into another or take it out."""
    call(path, _QGROUP_ASSIGN, struct.pack("=QQQ", int(make), child, parent))


def group_limit(path: str, group: int, referenced: int, exclusive: int) -> None:
    """Limit a qgroup; 0 is no limit."""
    flags = _LIMIT_RFER | _LIMIT_EXCL
    call(path, _QGROUP_LIMIT, struct.pack("=QQQQQQ", group, flags, referenced or _NO_LIMIT, exclusive or _NO_LIMIT, 0, 0))


def rescan(path: str) -> None:
    """Count all qgroups anew and wait for it; one that runs already is waited for too."""
    try:
        call(path, _QUOTA_RESCAN, bytearray(64))
    except OSError as problem:
        if problem.errno != 115:  # EINPROGRESS
            raise
    call(path, _QUOTA_RESCAN_WAIT)


def quota_items(path: str) -> Iterator[tuple[int, int, int, bytes]]:
    """All items of the quota tree: object id, type, offset, data."""
    size = 1 << 20
    key = (0, 0, 0)
    while True:
        buffer = bytearray(112 + size)
        struct.pack_into("=QQQQQQQIII", buffer, 0, _QUOTA_TREE, key[0], _NO_LIMIT, key[2], _NO_LIMIT, 0, _NO_LIMIT, key[1], 255, 1 << 20)
        struct.pack_into("=Q", buffer, 104, size)
        call(path, _TREE_SEARCH_V2, buffer)
        found = struct.unpack_from("=I", buffer, 64)[0]
        if not found:
            return
        at = 112
        for _ in range(found):
            _, object_id, offset, kind, length = struct.unpack_from("=QQQII", buffer, at)
            at += 32
            yield object_id, kind, offset, bytes(buffer[at : at + length])
            at += length
        key = (object_id, kind, offset + 1) if offset < _NO_LIMIT else (object_id, kind + 1, 0)
