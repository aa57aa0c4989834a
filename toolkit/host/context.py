"""What a noun gets handed: paths, a runner, a clock and a voice."""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from host.clock import Clock, RealClock
from host.names import Account
from host.paths import Paths
from host.runner import RealRunner, Runner


def say_on_stderr(text: str) -> None:
    """Progress goes to stderr: stdout is the observed state and nothing else."""
    # A line that nobody hears any more (the SSH connection is cut) must not end the work half-way.
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Context:
    """The surroundings of one command."""

    paths: Paths = field(default_factory=Paths)
    runner: Runner = field(default_factory=RealRunner)
    say: Callable[[str], None] = say_on_stderr
    clock: Clock = field(default_factory=RealClock)

    def account(self, service: str, uid: int) -> Account:
        """The account of a service, whether it exists yet or not."""
        return Account(service, uid, str(self.paths.home(service)))
