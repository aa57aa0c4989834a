"""The only place that starts programs, so that tests can replace it with a table."""

import contextlib
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from host.errors import CommandFailed, HostProblem
from host.names import Account

DEFAULT_TIMEOUT = 120.0
_SAID_LINES = 12


@dataclass(frozen=True)
class Result:
    """How a program ended. `code` is its exit code."""

    code: int = 0
    out: str = ""
    err: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 0


class Runner(Protocol):
    """Runs programs. With `user` they run as that account with its systemd and D-Bus session, cwd /."""

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
        """Wait for the end (at most `timeout` seconds). With `check` a failure raises CommandFailed."""

    def attach(self, argv: Sequence[str], *, user: Account | None = None) -> int:
        """Run the program with our own stdin, stdout and stderr and return its exit code. Interactive, without a time limit."""


def environment(account: Account | None, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our own environment, for a service account with its systemd and D-Bus session, extended by `env`."""
    session = {}
    if account:
        session = {
            "HOME": account.home,
            "USER": account.user,
            "LOGNAME": account.user,
            "XDG_RUNTIME_DIR": account.runtime_dir,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={account.runtime_dir}/bus",
        }
    return {**os.environ, "LC_ALL": "C.UTF-8", **session, **(env or {})}


def become(account: Account | None) -> dict[str, Any]:
    """Arguments with which `subprocess` runs as a service account, which is in its own group only.

    `runuser` would do that too, with a PAM session that takes longer than most of the programs it runs.
    """
    return {"user": account.uid, "group": account.uid, "extra_groups": ()} if account else {}


def last_lines(text: str, count: int = _SAID_LINES) -> str:
    """The end of a program's output, which usually contains the reason."""
    return "\n".join(text.strip().splitlines()[-count:])


class RealRunner:
    """Runs programs on this machine."""

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
        process = _start(argv, user, env, input is not None)
        try:
            out, err = process.communicate(input, timeout)
        except subprocess.TimeoutExpired:
            err = _kill(process)
            raise CommandFailed(shlex.join(argv), None, last_lines(err)) from None
        except BaseException:
            _kill(process)
            raise
        result = Result(process.returncode, out, err)
        if check and not result.ok:
            raise CommandFailed(shlex.join(argv), result.code, last_lines(err or out))
        return result

    def attach(self, argv: Sequence[str], *, user: Account | None = None) -> int:
        try:
            return subprocess.call(argv, cwd="/", env=environment(user), **become(user))
        except FileNotFoundError:
            raise _missing(argv[0]) from None


def _start(argv: Sequence[str], user: Account | None, env: Mapping[str, str] | None, feeds: bool) -> "subprocess.Popen[str]":
    try:
        return subprocess.Popen(
            argv,
            # Podman refuses to work from a folder the account may not enter (root's home over ssh).
            cwd="/",
            env=environment(user, env),
            **become(user),
            stdin=subprocess.PIPE if feeds else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            # A separate session, so that a timeout kills the children too, which hold our pipes open.
            start_new_session=True,
        )
    except FileNotFoundError:
        raise _missing(argv[0]) from None


def _kill(process: "subprocess.Popen[str]") -> str:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=5)[1]
    except subprocess.TimeoutExpired:
        return ""


def _missing(program: str) -> HostProblem:
    return HostProblem(program, "this program is not installed on the host", "run `pulumi up`, whose preflight names the package")
