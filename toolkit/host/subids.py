"""/etc/subuid and /etc/subgid: the subordinate ids that an account may map into its containers."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from host import files
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem
from host.names import FIRST_UID

_TIMEOUT = 15.0
_IDS = CONTRACT["subids"]


def refuse_overlap(ctx: Context, user: str, start: int, count: int) -> None:
    """HostProblem if another account owns a part of the range."""
    for path in (ctx.paths.subuid, ctx.paths.subgid):
        for line in (files.read(path) or "").splitlines():
            owner, *numbers = line.split(":")
            if owner == user or len(numbers) != 2 or not all(number.isdigit() for number in numbers):
                continue
            first, length = map(int, numbers)
            if first < start + count and start < first + length:
                raise HostProblem(
                    f"/etc/{path.name}",
                    f"{owner} has the ids {first} to {first + length - 1}, which overlap those of {user} ({start} to {start + count - 1})",
                    f"give {owner} another range, then `podman system migrate` as {owner}",
                )


def grant(ctx: Context, user: str, start: int, count: int) -> bool:
    """Assign exactly this range to the account; True if something changed."""
    return _rewrite(ctx, user, [f"{user}:{start}:{count}"])


def withdraw(ctx: Context, user: str) -> bool:
    """Remove the account's ranges; True if something changed."""
    return _rewrite(ctx, user, [])


def _rewrite(ctx: Context, user: str, wanted: list[str]) -> bool:
    changed = False
    for path in (ctx.paths.subuid, ctx.paths.subgid):
        if _own(path, user) == wanted:
            continue
        with _account_lock(ctx):
            kept = [line for line in (files.read(path) or "").splitlines() if line.split(":")[0] != user]
            files.write(path, "".join(f"{line}\n" for line in [*kept, *wanted]))
        changed = True
    return changed


def expected(uid: int) -> tuple[int, int]:
    """(first, count) of the range that belongs to a service's UID."""
    return _IDS["first"] + (uid - FIRST_UID) * _IDS["perService"], _IDS["perService"]


def granted(ctx: Context, user: str) -> dict[Path, list[str]]:
    """The account's lines in each of the two files."""
    return {path: _own(path, user) for path in (ctx.paths.subuid, ctx.paths.subgid)}


def _own(path: Path, user: str) -> list[str]:
    return [line for line in (files.read(path) or "").splitlines() if line.split(":")[0] == user]


@contextmanager
def _account_lock(ctx: Context) -> Iterator[None]:
    # The lock of lckpwdf(3), which useradd, usermod and passwd take too, so that no change is lost.
    handle = os.open(ctx.paths.on_host("/etc/.pwd.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = ctx.clock.monotonic() + _TIMEOUT
    try:
        while True:
            try:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if ctx.clock.monotonic() >= deadline:
                    raise HostProblem(
                        "/etc/.pwd.lock", f"another program has held the account files for {_TIMEOUT:.0f} s", "wait for it to end"
                    ) from None
                ctx.clock.sleep(0.2)
        yield
    finally:
        os.close(handle)
