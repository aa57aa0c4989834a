"""The health probe runs inside any image, so its busybox must be static and need nothing of the image."""

import struct
from collections.abc import Iterator
from pathlib import Path

from host.context import Context
from host.errors import HostProblem
from preflight.finding import Finding
from preflight.programs import missing, which

_PT_INTERP = 3


def find_busybox(ctx: Context) -> Path | None:
    """Path of the host's busybox."""
    return which(ctx, "busybox")


def check_busybox(ctx: Context) -> Iterator[Finding]:
    """busybox is installed and static."""
    path = find_busybox(ctx)
    if path is None:
        yield missing("busybox", "health checks run it inside the containers", "busybox-static")
    elif not is_static(path.read_bytes()):
        yield HostProblem(
            "busybox",
            "is linked dynamically and would not run inside images without its libraries",
            "apt install busybox-static (it replaces busybox)",
        )


def is_static(program: bytes) -> bool:
    """Whether an ELF program needs no loader."""
    if program[:4] != b"\x7fELF" or len(program) < 64:
        return False
    wide, order = program[4] == 2, "<" if program[5] == 1 else ">"
    if wide:
        (offset,), (size, count) = struct.unpack_from(f"{order}Q", program, 32), struct.unpack_from(f"{order}HH", program, 54)
    else:
        (offset,), (size, count) = struct.unpack_from(f"{order}I", program, 28), struct.unpack_from(f"{order}HH", program, 42)
    headers = (offset + index * size for index in range(count))
    return all(struct.unpack_from(f"{order}I", program, start)[0] != _PT_INTERP for start in headers if start + 4 <= len(program))
