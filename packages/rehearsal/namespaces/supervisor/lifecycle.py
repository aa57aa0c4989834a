"""The life of a host on this computer, from its first process to the last trace of it."""

import asyncio
import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path
from typing import TextIO

from supervisor import cgroup, disks, guest, network
from supervisor.console import Console
from supervisor.guest import End, Started
from supervisor.problem import Problem
from supervisor.relay import Edge
from supervisor.spec import Spec

_PATIENCE = 10.0


def run(folder: Path, spec: Spec) -> int:
    """Run the host; it is started again whenever it reboots itself. @returns 0 when it was ended or powered off"""
    lock = _lock(folder)
    if not _taken(lock):
        raise Problem(f"another supervisor runs the host of {folder}", "./rehearse down, then ./rehearse up")
    pid = _pid_file(folder)
    # That of a killed one: its number may be another program's by now.
    pid.unlink(missing_ok=True)
    try:
        clean(folder)
        disks.make_missing(spec)
        edge = Edge(spec)
        network.make_router(spec)
        # From here on somebody may wait for the host to answer.
        pid.write_text(f"{os.getpid()}\n")
        end = asyncio.run(_supervise(spec, edge))
        clean(folder)
    finally:
        pid.unlink(missing_ok=True)
    return 0 if end in (End.POWERED_OFF, End.KILLED) else 1


def stop(folder: Path) -> None:
    """End the host of a state folder, if one runs, and clear up.

    A supervisor is killed, never asked: so the ordinary end is the one that holds at any moment. The kernel ends its
    children with it, and lets go of its lock.
    """
    deadline = time.monotonic() + _PATIENCE
    lock = _lock(folder)
    while supervisors := _supervisors(folder):
        for pid in supervisors:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise Problem(
                f"process {supervisors[0]}, the supervisor of {folder}, does not end", f"look at it: cat /proc/{supervisors[0]}/stack"
            )
        time.sleep(0.002)
    while not _taken(lock):
        if time.monotonic() > deadline:
            raise Problem(f"a process other than a supervisor holds {_lock_file(folder)}", f"find and end it: fuser {_lock_file(folder)}")
        time.sleep(0.002)
    clean(folder)
    _pid_file(folder).unlink(missing_ok=True)


def clean(folder: Path) -> None:
    """End what is left of a host, take its cgroup away and wait until its disks are free."""
    cgroup.remove(cgroup.folder(folder))
    disks.wait_until_free(folder)


def _supervisors(folder: Path) -> list[int]:
    """Supervisors of a state folder and their children, by their command lines: a pid file can be older than its number."""
    mark = ["-m", "supervisor", "run", str(folder)]
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _words(pid)[-4:] == mark]


def _words(pid: int) -> list[str]:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []
    # The words of a `sudo` end in the same way; it goes by itself, and tells that its command was killed.
    return words if words and "python" in os.path.basename(words[0]) else []


def _pid_file(folder: Path) -> Path:
    return folder / "supervisor.pid"


def _lock_file(folder: Path) -> Path:
    return folder / "supervisor.lock"


def _lock(folder: Path) -> TextIO:
    return _lock_file(folder).open("a")


def _taken(lock: TextIO) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


async def _supervise(spec: Spec, edge: Edge) -> End:
    relay = asyncio.create_task(edge.serve())
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    end = End.REBOOTS
    while end is End.REBOOTS and not asked.is_set():
        end = await _until_over(guest.start(spec), asked, spec)
    relay.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await relay
    return end


async def _until_over(started: Started, asked: asyncio.Event, spec: Spec) -> End:
    over = asyncio.Event()
    descriptor = os.pidfd_open(started.holder)
    asyncio.get_running_loop().add_reader(descriptor, over.set)
    console = Console(started.line, spec.dir / "console.log")
    tasks = [asyncio.create_task(event.wait()) for event in (over, asked)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if not over.is_set():
        # Its process 1 is killed with it, and everything below that by the kernel.
        os.kill(started.holder, signal.SIGKILL)
        await over.wait()
    for task in tasks:
        task.cancel()
    asyncio.get_running_loop().remove_reader(descriptor)
    os.close(descriptor)
    console.close()
    _, status = os.waitpid(started.holder, 0)
    return End(os.WEXITSTATUS(status)) if os.WIFEXITED(status) else End.KILLED
