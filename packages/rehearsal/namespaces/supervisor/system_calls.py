"""Calls of the kernel that act on the whole computer and that no namespace or capability keeps inside: refused to the host.

A filter in the kernel's classic BPF, which every process of the host inherits.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

from supervisor import linux

_MACHINE = os.uname().machine
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[_MACHINE]
_COLUMN = {"x86_64": 0, "aarch64": 1}[_MACHINE]

# Name: (number on x86_64, number on aarch64), answer. ENOSYS where programs know how to do without.
_REFUSED: dict[str, tuple[tuple[int, int], int]] = {
    # Another kernel for the computer, swap for it, code for its kernel: rights that namespaces do not divide.
    "kexec_load": ((246, 104), errno.EPERM),
    "kexec_file_load": ((320, 294), errno.EPERM),
    "swapon": ((167, 224), errno.EPERM),
    "swapoff": ((168, 225), errno.EPERM),
    "init_module": ((175, 105), errno.EPERM),
    "finit_module": ((313, 273), errno.EPERM),
    "delete_module": ((176, 106), errno.EPERM),
    # The kernel's log is the computer's, and so are the keys of its root.
    "syslog": ((103, 116), errno.EPERM),
    "add_key": ((248, 217), errno.ENOSYS),
    "request_key": ((249, 218), errno.ENOSYS),
    "keyctl": ((250, 219), errno.ENOSYS),
}
# A remount of the whole file system: the one of cgroups is the computer's too, and `umount -a -r` makes it read-only.
# The new call does it by a command, FSCONFIG_CMD_RECONFIGURE.
_MOUNT = {"x86_64": 165, "aarch64": 40}[_MACHINE]
_FSCONFIG, _RECONFIGURE = 431, 7

_LOAD, _AND, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
# Offsets in the kernel's struct seccomp_data: number, architecture, then arguments of 8 bytes.
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16


def refuse() -> None:
    """For this process and all that it will ever start. It must still be privileged."""
    code = b"".join(_filter())
    instructions = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(instructions))
    linux.set_filter(program)


def _filter() -> Iterator[bytes]:
    yield _step(_LOAD, _ARCH)
    # Programs of another architecture are none of the host's.
    yield _step(_JUMP_IF_EQUAL, _ARCHITECTURE, if_not=0, if_so=1)
    yield _step(_RETURN, _ERROR | errno.ENOSYS)
    yield _step(_LOAD, _NUMBER)
    for numbers, answer in _REFUSED.values():
        yield _step(_JUMP_IF_EQUAL, numbers[_COLUMN], if_not=1)
        yield _step(_RETURN, _ERROR | answer)
    yield from _refuse_argument(_MOUNT, 3, linux.MS_REMOUNT | linux.MS_BIND, linux.MS_REMOUNT)
    yield from _refuse_argument(_FSCONFIG, 1, 0xFFFFFFFF, _RECONFIGURE)
    yield _step(_RETURN, _ALLOW)


def _refuse_argument(number: int, argument: int, mask: int, value: int) -> Iterator[bytes]:
    yield _step(_JUMP_IF_EQUAL, number, if_not=5)
    yield _step(_LOAD, _ARGUMENTS + 8 * argument)
    yield _step(_AND, mask)
    yield _step(_JUMP_IF_EQUAL, value, if_not=1)
    yield _step(_RETURN, _ERROR | errno.EPERM)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_so, if_not, value)
