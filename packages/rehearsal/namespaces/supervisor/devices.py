"""Which devices the host may make and open: a program in its cgroup, which the kernel asks each time.

Podman makes device nodes for containers, so the host keeps the right to make some; a disk of this computer is never one of them.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

# Character devices by their numbers in the kernel's devices.txt: null, zero, full, random, urandom; tty, ptmx; the
# pseudo-terminals (any minor number); net/tun.
_ALLOWED: tuple[tuple[int, int | None], ...] = ((1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2), (136, None), (10, 200))

_SYS_BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
_PROG_LOAD, _PROG_ATTACH = 5, 8
_TYPE_CGROUP_DEVICE, _ATTACH_CGROUP_DEVICE, _ALLOW_MULTI = 15, 6, 2
_CHARACTER = 2

# Of linux/bpf.h: load a 32-bit word, "and", two jumps, "move", "exit".
_LOAD_WORD, _AND, _JUMP, _JUMP_UNLESS_EQUAL, _MOVE, _EXIT = 0x61, 0x54, 0x05, 0x55, 0xB7, 0x95


def confine(cgroup: Path) -> None:
    """Every process of the cgroup and below it may use the devices of the list and no others."""
    program = _load(b"".join(_instructions(_ALLOWED)))
    folder = os.open(cgroup, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _bpf(_PROG_ATTACH, struct.pack("IIII", folder, program, _ATTACH_CGROUP_DEVICE, _ALLOW_MULTI))
    finally:
        os.close(folder)
        os.close(program)


def _instructions(allowed: Iterable[tuple[int, int | None]]) -> Iterable[bytes]:
    """Answers 1 to a character device of the list, else 0. The kernel's question: access and type, major, minor."""
    for register, offset in ((2, 0), (3, 4), (4, 8)):
        yield _instruction(_LOAD_WORD, register, source=1, offset=offset)
    yield _instruction(_AND, 2, value=0xFFFF)
    yield _instruction(_JUMP_UNLESS_EQUAL, 2, offset=_length(allowed), value=_CHARACTER)
    for major, minor in allowed:
        yield _instruction(_JUMP_UNLESS_EQUAL, 3, offset=2 if minor is None else 3, value=major)
        if minor is not None:
            yield _instruction(_JUMP_UNLESS_EQUAL, 4, offset=2, value=minor)
        yield from _answer(1)
    yield from _answer(0)


def _length(allowed: Iterable[tuple[int, int | None]]) -> int:
    return sum(3 if minor is None else 4 for _, minor in allowed)


def _answer(value: int) -> Iterable[bytes]:
    yield _instruction(_MOVE, 0, value=value)
    yield _instruction(_EXIT, 0)


def _instruction(code: int, target: int, source: int = 0, offset: int = 0, value: int = 0) -> bytes:
    return struct.pack("<BBhi", code, source << 4 | target, offset, value)


def _load(code: bytes) -> int:
    instructions, licence = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(b"Apache-2.0")
    addresses = ctypes.addressof(instructions), ctypes.addressof(licence)
    return _bpf(_PROG_LOAD, struct.pack("IIQQ", _TYPE_CGROUP_DEVICE, len(code) // 8, *addresses) + bytes(100))


def _bpf(command: int, attributes: bytes) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    result: int = libc.syscall(_SYS_BPF, command, buffer, len(attributes))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"the kernel refuses a program for the host's devices: {os.strerror(number)}")
    return result
