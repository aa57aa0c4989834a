"""The Linux calls that Python has no name for (or only newer versions of it)."""

import ctypes
import os
import signal
from collections.abc import Iterable

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_NOATIME = 1024
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MS_SHARED = 1 << 20
MNT_DETACH = 2

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_PR_CAPBSET_READ = 23
_PR_CAPBSET_DROP = 24
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """New namespaces for this process; a new PID namespace counts for its next children."""
    _check(_libc.unshare(flags), "unshare")


def enter_network(namespace: int) -> None:
    """This thread makes its sockets in another network namespace from here on. `namespace` is an open file of it."""
    _check(_libc.setns(namespace, CLONE_NEWNET), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """The mount call, with texts."""
    result = _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    _check(result, f"mounting {source or kind} on {target}")


def bind(source: str, target: str, read_only: bool = False) -> None:
    """Show a folder or file at a second place."""
    mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        mount("", target, flags=MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def detach(target: str) -> None:
    """Unmount now for everybody who looks, later for who still uses it."""
    _check(_libc.umount2(target.encode(), MNT_DETACH), f"detaching {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and show the former one at `old` below it."""
    _check(_libc.syscall(_SYS_PIVOT_ROOT, new.encode(), old.encode()), "pivot_root")


def die_with_parent() -> None:
    """This process is killed when the thread that forked it ends, however that ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def drop_capabilities(numbers: Iterable[int]) -> None:
    """Nothing that this process executes can ever have these capabilities. One that the kernel does not know is no matter."""
    for number in numbers:
        if _libc.prctl(_PR_CAPBSET_READ, number, 0, 0, 0) == 1:
            _check(_libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0), f"dropping capability {number}")


def set_filter(program: bytes) -> None:
    """Filter the calls of this process and its children. `program` is a struct sock_fprog."""
    buffer = ctypes.create_string_buffer(program, len(program))
    _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, buffer, 0, 0), "filtering system calls")
