"""systemd, both the system's manager and a service account's own."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from host.context import Context
from host.names import Account
from host.runner import DEFAULT_TIMEOUT, Result

_SHOWN = (
    "Id",
    "LoadState",
    "ActiveState",
    "SubState",
    "Result",
    "NRestarts",
    "InvocationID",
    "SourcePath",
    "ActiveEnterTimestampMonotonic",
)


def systemctl(
    ctx: Context,
    *args: str,
    account: Account | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    check: bool = True,
) -> Result:
    """`systemctl ARGS`; with `account` in that account's user manager."""
    # Runs as the account itself: `-M account@.host` opens a login session for each call, which takes longer than the call.
    manager = ["--user"] if account else []
    return ctx.runner.run(["systemctl", *manager, *args], timeout=timeout, user=account, check=check)


def daemon_reload(ctx: Context, account: Account | None = None) -> None:
    """Reload unit files. Exits with 0 even if a unit has vanished: check with `show`."""
    systemctl(ctx, "daemon-reload", account=account)


def start(ctx: Context, units: Sequence[str], account: Account | None = None, timeout: float = DEFAULT_TIMEOUT) -> None:
    """Start units and wait until they report that they are ready. CommandFailed if one does not."""
    systemctl(ctx, "start", *units, account=account, timeout=timeout)


def stop(ctx: Context, units: Sequence[str], account: Account | None = None, timeout: float = DEFAULT_TIMEOUT) -> None:
    """Stop units and reset their failures, because a failed unit would stay in auto-restart. Ignores unknown units."""
    if not units:
        return
    systemctl(ctx, "stop", *units, account=account, timeout=timeout, check=False)
    systemctl(ctx, "reset-failed", *units, account=account, check=False)


def show(
    ctx: Context, units: Sequence[str], account: Account | None = None, properties: Sequence[str] = _SHOWN
) -> dict[str, dict[str, str]]:
    """Properties of units by unit name, one call. A unit that systemd does not know has LoadState=not-found."""
    if not units:
        return {}
    wanted = ",".join(dict.fromkeys(["Id", *properties]))
    result = systemctl(ctx, "show", "-p", wanted, *units, account=account)
    return parse_show(result.out)


def parse_show(text: str) -> dict[str, dict[str, str]]:
    """The blocks of `systemctl show` by their Id."""
    blocks: dict[str, dict[str, str]] = {}
    for block in text.strip().split("\n\n"):
        values = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if "Id" in values:
            blocks[values["Id"]] = values
    return blocks


def active(state: dict[str, str] | None) -> bool:
    """Whether a block of `show` describes a running unit."""
    return state is not None and state.get("ActiveState") == "active"


def manager_is_active(ctx: Context, uid: int) -> bool:
    """Whether the user manager of an account runs."""
    return systemctl(ctx, "is-active", f"user@{uid}.service", check=False).code == 0


def started_at(monotonic_microseconds: str) -> datetime | None:
    """Wall time of a ...TimestampMonotonic property; None for 0 (never). systemd prints its wall times as local-time text."""
    if not monotonic_microseconds.isdigit() or monotonic_microseconds == "0":
        return None
    age = time.clock_gettime(time.CLOCK_MONOTONIC) - int(monotonic_microseconds) / 1e6
    return datetime.fromtimestamp(time.time() - age, UTC)
