"""Locks between homelab processes. The kernel drops them when the holder dies, so none can be left behind."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from host.context import Context
from host.errors import HostProblem

_POLL = 0.2


@contextmanager
def held(ctx: Context, name: str, timeout: float = 60.0) -> Iterator[None]:
    """Hold the lock `name` (file under /run/homelab/lock) while the block runs.

    Waits up to `timeout` seconds and says which process holds it; then HostProblem.
    """
    ctx.paths.locks.mkdir(parents=True, exist_ok=True)
    path = ctx.paths.locks / name
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(ctx, handle, path, timeout)
        os.truncate(handle, 0)
        os.pwrite(handle, _self().encode(), 0)
        yield
    finally:
        # Never unlinked: a second process could hold the unlinked file while a third locks a new one.
        os.close(handle)


def _take(ctx: Context, handle: int, path: Path, timeout: float) -> None:
    deadline = ctx.clock.monotonic() + timeout
    said = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        holder = os.pread(handle, 500, 0).decode(errors="replace").strip() or "another homelab process"
        if ctx.clock.monotonic() >= deadline:
            raise HostProblem(
                f"lock {path.name}",
                f"{holder} still holds it after {timeout:.0f} s",
                "wait until it ends, or inspect it with `ps`; then run the same command again",
            )
        if not said:
            ctx.say(f"waiting for {holder} to release the lock {path.name}")
            said = True
        ctx.clock.sleep(_POLL)


def _self() -> str:
    # Only the arguments: no spec is ever in argv, so this cannot contain a secret.
    return f"process {os.getpid()} (homelab {' '.join(sys.argv[1:])})\n"
