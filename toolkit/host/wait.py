"""Waiting with a time limit."""

from collections.abc import Callable

from host.clock import Clock

POLL_SECONDS = 0.2


def wait_until(clock: Clock, limit: float, done: Callable[[], bool], poll: float = POLL_SECONDS) -> bool:
    """Call `done` until it returns True or `limit` seconds have passed; returns its last result. Calls it at least once."""
    deadline = clock.monotonic() + limit
    while not done():
        if clock.monotonic() >= deadline:
            return False
        clock.sleep(poll)
    return True
