"""Waiting with a limit."""

from collections.abc import Callable

from host.clock import Clock

POLL_SECONDS = 0.2


def wait_until(clock: Clock, limit: float, done: Callable[[], bool], poll: float = POLL_SECONDS) -> bool:
    """Ask `done` until it says True or `limit` seconds have passed; what it said last. It is asked at least once."""
    deadline = clock.monotonic() + limit
    while not done():
        if clock.monotonic() >= deadline:
            return False
        clock.sleep(poll)
    return True
