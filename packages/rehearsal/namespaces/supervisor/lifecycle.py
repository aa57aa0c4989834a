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
from supervisor.guest import End
from supervisor.relay import Edge
from supervisor.spec import Spec

_PATIENCE = 10.0


def run(folder: Path, spec: Spec) -> int:
    """Run the host; it is started again whenever it reboots itself. @returns 0 when it was ended or powered off"""
    lock = _lock(folder)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    pid = _pid_file(folder)
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
    """End the host of a state folder, if one runs, and clear up."""
    lock = _lock(folder)
    if not _taken(lock):
        _end_supervisor(folder, lock)
    clean(folder)
    _pid_file(folder).unlink(missing_ok=True)


def clean(folder: Path) -> None:
    """End what is left of a host, take its cgroup away and wait until its disks are free."""
    cgroup.remove(cgroup.folder(folder))
    disks.wait_until_free(folder)


def _pid_file(folder: Path) -> Path:
    return folder / "supervisor.pid"


def _lock(folder: Path) -> TextIO:
    return (folder / "supervisor.lock").open("a")


def _taken(lock: TextIO) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _end_supervisor(folder: Path, lock: TextIO) -> None:
    """Its lock is let go by the kernel when it ends, however it ends."""
    asked = False
    deadline = time.monotonic() + _PATIENCE
    while not _taken(lock):
        with contextlib.suppress(OSError, ValueError):
            pid = int(_pid_file(folder).read_text())
            # Half of its time politely, then by force.
            late = time.monotonic() > deadline - _PATIENCE / 2
            if not asked or late:
                os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                asked = True
        if time.monotonic() > deadline:
            raise OSError(f"the supervisor of {folder} does not end; its process is named in {_pid_file(folder)}")
        time.sleep(0.01)


async def _supervise(spec: Spec, edge: Edge) -> End:
    relay = asyncio.create_task(edge.serve())
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    end = End.REBOOTS
    while end is End.REBOOTS and not asked.is_set():
        end = await _until_over(guest.start(spec), asked)
    relay.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await relay
    return end


async def _until_over(holder: int, asked: asyncio.Event) -> End:
    over = asyncio.Event()
    descriptor = os.pidfd_open(holder)
    asyncio.get_running_loop().add_reader(descriptor, over.set)
    tasks = [asyncio.create_task(event.wait()) for event in (over, asked)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if not over.is_set():
        # Its process 1 is killed with it, and everything below that by the kernel.
        os.kill(holder, signal.SIGKILL)
        await over.wait()
    for task in tasks:
        task.cancel()
    asyncio.get_running_loop().remove_reader(descriptor)
    os.close(descriptor)
    _, status = os.waitpid(holder, 0)
    return End(os.WEXITSTATUS(status)) if os.WIFEXITED(status) else End.KILLED
