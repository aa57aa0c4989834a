"""The clock behind an interface, so that tests do not wait."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall clock and waiting."""

    def now(self) -> datetime:
        """The present, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only grow, for deadlines."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class RealClock:
    """This machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def stamp(clock: Clock) -> str:
    """The present as `2026-11-20T21:04:11.123Z`: no two runs of a command have the same."""
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
