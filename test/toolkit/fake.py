"""A host that is not there: a runner that answers from a table, a clock that does not wait, a temporary root."""

import os
import sys
import tempfile
import unittest
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "toolkit"))

from host import files
from host.context import Context
from host.errors import CommandFailed
from host.names import Account
from host.paths import Paths
from host.runner import DEFAULT_TIMEOUT, Result


@dataclass(frozen=True)
class Call:
    """One program that was run. `user` is the login name, None for root."""

    argv: tuple[str, ...]
    user: str | None = None
    input: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return (f"[{self.user}] " if self.user else "") + " ".join(self.argv)


Handler = Callable[[Call], Result]

# What only looks. Everything else changes the host.
READING = (
    "getent", "id", "ss", "zfs get", "zfs list", "zpool list", "zpool status", "findmnt", "lsmod", "modinfo", "file",
    "podman --version", "podman version", "podman info", "podman secret ls", "podman secret inspect", "podman ps", "podman inspect",
    "podman image exists", "podman image inspect", "podman images", "systemctl show", "systemctl is-active", "systemctl is-system-running",
    "systemctl --version",
    "systemctl list-units", "loginctl show-user", "journalctl", "pgrep", "systemd-analyze verify", "/usr/libexec/podman/quadlet",
)  # fmt: skip


class FakeRunner:
    """Answers by the longest matching beginning of the command; a command nobody expects fails the test.

    `systemctl --user VERB …` of an account is looked up as `systemctl VERB …` with that user.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._table: dict[tuple[str, ...], Handler] = {}

    def on(self, command: str, answer: Handler | Result | str = "") -> None:
        """Answer commands that begin with these words (split at blanks) by a Result, by text on stdout, or by a function."""
        self._table[tuple(command.split())] = _handler(answer)

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        user: Account | None = None,
        check: bool = True,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        call = _plain(Call(tuple(argv), user.user if user else None, input, env or {}))
        self.calls.append(call)
        result = self._handler(call)(call)
        if check and not result.ok:
            raise CommandFailed(" ".join(call.argv), result.code, result.err or result.out)
        return result

    def attach(self, argv: Sequence[str], *, user: Account | None = None) -> int:
        return self.run(argv, user=user, check=False).code

    def _handler(self, call: Call) -> Handler:
        for length in range(len(call.argv), 0, -1):
            if handler := self._table.get(call.argv[:length]):
                return handler
        raise AssertionError(f"nobody expected: {call}")

    def commands(self, start: str = "") -> list[str]:
        """The commands so far that begin with `start` (after the user's mark), as text."""
        return [str(call) for call in self.calls if " ".join(call.argv).startswith(start)]

    def changing(self) -> list[str]:
        """The commands so far that change something."""
        return [str(call) for call in self.calls if not " ".join(call.argv).startswith(READING)]

    def forget(self) -> None:
        """Drop the calls so far."""
        self.calls.clear()


def _handler(answer: Handler | Result | str) -> Handler:
    if callable(answer):
        return answer
    result = Result(0, answer) if isinstance(answer, str) else answer
    return lambda _call: result


def _plain(call: Call) -> Call:
    if call.argv[:2] != ("systemctl", "--user"):
        return call
    return Call(("systemctl", *call.argv[2:]), call.user, call.input, call.env)


class FakeClock:
    """Stands still except for `sleep`."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 21, 4, 11, tzinfo=UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds


class Nobody:
    """Neither Envoy nor a slot answers."""

    def get(self, path: str) -> str | None:
        return None

    def health(self, port: int, path: str) -> int | str:
        return "connection refused"


class HostCase(unittest.TestCase):
    """A test with a temporary root, a fake runner and remembered (not real) file owners."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="homelab-test-")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.runner = FakeRunner()
        self.clock = FakeClock()
        self.said: list[str] = []
        self.ctx = Context(Paths(self.root), self.runner, Nobody(), Nobody(), self.clock, self.said.append)
        self.owners: dict[Path, tuple[int, int]] = {}
        # A temporary folder need not survive power loss, and a busy disk makes each of these slow.
        self.patch_object(os, "fsync", lambda handle: None)
        self.patch_object(files, "owner_of", lambda path: self.owners.get(path, (0, 0)))
        self.patch_object(files, "give", lambda path, uid, gid: self.owners.__setitem__(path, (uid, gid)))

    def patch_object(self, target: object, name: str, stand_in: Callable[..., object]) -> None:
        """Replace a function until the test ends."""
        patcher = mock.patch.object(target, name, stand_in)
        patcher.start()
        self.addCleanup(patcher.stop)
