"""Watches whether healthy units stay up."""

from collections.abc import Mapping, Sequence

from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.names import Account
from host.systemd import active

SOAK_SECONDS = 5.0


def stay_up(ctx: Context, account: Account, units: Sequence[str]) -> None:
    """Return when every unit has been up for SOAK_SECONDS without interruption, including the time before this call.

    HostProblem for a unit that is down or restarts meanwhile.
    """
    before = systemd.show(ctx, units, account=account)
    ctx.clock.sleep(max((_missing(before.get(unit, {}), ctx.clock.monotonic()) for unit in units), default=0.0))
    after = systemd.show(ctx, units, account=account)
    for unit in units:
        if not active(after.get(unit)) or _run(after.get(unit, {})) != _run(before.get(unit, {})):
            raise HostProblem(unit, f"it did not stay up for {SOAK_SECONDS:.0f} s after it was healthy", "see its last log lines")


def _missing(state: Mapping[str, str], now: float) -> float:
    """Seconds for which a unit still has to stay up. systemd records its start with the same clock."""
    stamp = state.get("ActiveEnterTimestampMonotonic", "")
    age = now - int(stamp) / 1e6 if stamp.isdigit() and stamp != "0" else 0.0
    return min(SOAK_SECONDS, max(0.0, SOAK_SECONDS - age))


def _run(state: Mapping[str, str]) -> tuple[str | None, str | None]:
    return state.get("NRestarts"), state.get("InvocationID")
