"""A file as a block device: the kernel's loop devices. mount(8) would do it too, and leave a folder in this computer's /run."""

import contextlib
import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from pathlib import Path

# Of linux/loop.h.
_GET_FREE, _CONFIGURE = 0x4C82, 0x4C0A
_AUTOCLEAR = 4
_TRIES = 100


@contextlib.contextmanager
def device(path: Path) -> Iterator[Path]:
    """The device of a file. The kernel takes it away with its last user: a mount, or else the end of this block."""
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        found, opened = _configured(file)
    finally:
        os.close(file)
    try:
        yield found
    finally:
        os.close(opened)


def _configured(file: int) -> tuple[Path, int]:
    control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
    try:
        for _ in range(_TRIES):
            found = Path(f"/dev/loop{fcntl.ioctl(control, _GET_FREE)}")
            opened = os.open(found, os.O_RDWR | os.O_CLOEXEC)
            # struct loop_config: file and block size, then struct loop_info64, of which only the flags are set.
            configuration = struct.pack("II52xI176x64x", file, 0, _AUTOCLEAR)
            try:
                fcntl.ioctl(opened, _CONFIGURE, configuration)
            except OSError as error:
                os.close(opened)
                # Somebody else was quicker.
                if error.errno != errno.EBUSY:
                    raise
            else:
                return found, opened
    finally:
        os.close(control)
    raise OSError(errno.EBUSY, "no loop device is free")
