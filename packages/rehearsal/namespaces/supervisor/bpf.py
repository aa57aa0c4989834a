"""Small programs that the kernel asks about what the processes of a cgroup do. Of linux/bpf.h, only what such programs need."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_SYS_BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
_PROG_LOAD, _PROG_ATTACH, _ALLOW_MULTI = 5, 8, 2

LOAD_WORD, AND, JUMP_UNLESS_EQUAL, MOVE, EXIT = 0x61, 0x54, 0x55, 0xB7, 0x95
COPY_REGISTER, ADD, CALL = 0xBF, 0x07, 0x85
# Register 10 is the program's stack, which grows downwards.
STACK = 10


def instruction(code: int, target: int = 0, source: int = 0, offset: int = 0, value: int = 0) -> bytes:
    """One step of a program. An offset of a jump counts from the step after it."""
    return struct.pack("<BBhi", code, source << 4 | target, offset, value)


def answer(value: int) -> Iterable[bytes]:
    """End with 1 for yes or 0 for no."""
    yield instruction(MOVE, 0, value=value)
    yield instruction(EXIT)


@dataclass(frozen=True)
class Program:
    """Steps, and what the kernel asks them about. `kind` and `place` are numbers of bpf_prog_type and bpf_attach_type."""

    kind: int
    place: int
    steps: Iterable[bytes]
    # Such as "the host's devices".
    what: str

    def load(self) -> int:
        """Have the kernel check it. @returns an open file of it"""
        code = b"".join(self.steps)
        instructions, licence = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(b"Apache-2.0")
        addresses = ctypes.addressof(instructions), ctypes.addressof(licence)
        # Then: log level, size and buffer, kernel version, flags, name, interface; and where it will be attached.
        rest = (0, 0, 0, 0, 0, b"", 0, self.place)
        return _bpf(_PROG_LOAD, struct.pack("IIQQIIQII16sII", self.kind, len(code) // 8, *addresses, *rest) + bytes(64), self.what)

    def attach(self, cgroup: Path) -> None:
        """Ask it about the cgroup and all below it."""
        program = self.load()
        folder = os.open(cgroup, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _bpf(_PROG_ATTACH, struct.pack("IIII", folder, program, self.place, _ALLOW_MULTI), self.what)
        finally:
            os.close(folder)
            os.close(program)


def _bpf(command: int, attributes: bytes, what: str) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    result: int = libc.syscall(_SYS_BPF, command, buffer, len(attributes))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"the kernel refuses a program for {what}: {os.strerror(number)}")
    return result
