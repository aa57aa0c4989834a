"""What every noun receives: paths, a runner, observers, a clock and a function for progress messages."""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from host.clock import Clock, RealClock
from host.names import Account
from host.observers import Admin, LoopbackProbes, Probes, SocketAdmin
from host.output import printable
from host.paths import Paths
from host.runner import RealRunner, Runner


def say_on_stderr(text: str) -> None:
    """Print progress to stderr; stdout contains the observed state only."""
    # A progress line that cannot be written (the SSH connection was lost) must not abort the work.
    with contextlib.suppress(OSError):
        print(printable(text), file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Context:
    """The environment of one command."""

    paths: Paths
    runner: Runner
    admin: Admin
    probes: Probes
    clock: Clock
    say: Callable[[str], None] = say_on_stderr

    def account(self, service: str, uid: int) -> Account:
        """The account of a service, whether it exists yet or not."""
        return Account(service, uid, str(self.paths.home(service)))


def on_this_machine(root: Path) -> Context:
    """The real surroundings, with every path below `root`."""
    paths = Paths(root)
    return Context(paths, RealRunner(), SocketAdmin(paths.admin_socket), LoopbackProbes(), RealClock())
