"""The host's cgroup: one folder of the computer's cgroup v2 tree, which the host sees as the whole tree."""

import contextlib
import hashlib
import os
import platform
import re
import time
from pathlib import Path

from supervisor.problem import Problem

_PATIENCE = 10.0
# Far above what services need, far below what this computer can bear.
_PROCESSES = 8192


def tree() -> Path:
    """Where cgroup v2 is mounted on this computer, beside version 1 or alone."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        if after.split()[0] == "cgroup2":
            return Path(before.split()[4])
    raise Problem("cgroup v2 is not mounted on this computer", "./rehearse up --vm")


def folder(state: Path) -> Path:
    """The cgroup of the host of a state folder; two folders never share one."""
    mark = hashlib.sha256(str(state).encode()).hexdigest()[:8]
    return tree() / f"homelab-rehearsal-{mark}"


def own() -> Path:
    """The cgroup that this process is in."""
    line = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
    return tree() / line.removeprefix("0::").lstrip("/")


def enter(path: Path) -> None:
    """Put this process into a new cgroup."""
    path.mkdir()
    join(path)


def join(path: Path) -> None:
    """Put this process into a cgroup that exists."""
    (path / "cgroup.procs").write_text(str(os.getpid()))


def remove(path: Path) -> None:
    """End everything in a cgroup and take it away, with all below it."""
    if not path.exists():
        return
    with contextlib.suppress(FileNotFoundError):
        (path / "cgroup.kill").write_text("1")
    deadline = time.monotonic() + _PATIENCE
    while path.exists():
        for below, _, _ in os.walk(path, topdown=False):
            # The kernel lets go of a process a moment after it has ended.
            with contextlib.suppress(OSError):
                os.rmdir(below)
        if path.exists():
            if time.monotonic() > deadline:
                raise Problem(
                    f"{path} still has processes {_PATIENCE:.0f} s after they were killed", f"look at them: cat {path}/cgroup.procs"
                )
            time.sleep(0.002)


def missing_controllers(path: Path) -> list[str]:
    """Controllers that limits need and this cgroup cannot give."""
    there = set((path / "cgroup.controllers").read_text().split())
    return sorted({"cpu", "memory", "pids"} - there)


def bound_processes(path: Path) -> None:
    """A fork bomb ends at a number. For a process that is in the host's PID namespace."""
    if (limit := path / "pids.max").exists():
        limit.write_text(str(_PROCESSES))
    # Before Linux 6.14 this setting is the whole computer's.
    if tuple(map(int, re.findall(r"\d+", platform.release())[:2])) >= (6, 14):
        Path("/proc/sys/kernel/pid_max").write_text(str(_PROCESSES))
