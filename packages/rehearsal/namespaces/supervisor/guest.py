"""One start of the host: two processes, one that holds its namespaces and waits, and the host's own process 1."""

import os
import signal
import socket
import sys
import uuid
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from supervisor import cgroup, devices, linux, network, root
from supervisor.spec import Spec

# By their numbers in linux/capability.h: modules, raw I/O, accounting, the clock, the kernel's log,
# waking the computer, keeping it awake, tracing it.
_CAPABILITIES = (16, 17, 20, 25, 34, 35, 36, 38)
_NAMESPACES = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWNET | linux.CLONE_NEWCGROUP


class End(IntEnum):
    """Why a start of the host has ended; the holder's exit code."""

    POWERED_OFF = 0
    KILLED = 10
    REBOOTS = 11
    FAILED = 12


def start(spec: Spec) -> int:
    """Start the host and connect its wire. @returns the holder's process id; its exit code is an `End`."""
    path = cgroup.folder(spec.dir)
    cgroup.remove(path)
    isolated_read, isolated_write = os.pipe()
    wired_read, wired_write = os.pipe()
    supervisor = os.getpid()
    holder = os.fork()
    if holder == 0:
        os.close(isolated_read)
        os.close(wired_write)
        _hold(spec, path, supervisor, isolated_write, wired_read)
    os.close(isolated_write)
    os.close(wired_read)
    try:
        if os.read(isolated_read, 1):
            network.lay_wire(spec, holder)
            os.write(wired_write, b".")
    finally:
        os.close(isolated_read)
        os.close(wired_write)
    return holder


def _hold(spec: Spec, path: Path, supervisor: int, isolated: int, wired: int) -> NoReturn:
    end = End.FAILED
    try:
        linux.die_with_parent()
        _require(os.getppid() == supervisor, "its supervisor was killed meanwhile")
        # The loopback ports and everything else of the supervisor's stay its own.
        _close_others({isolated, wired})
        former = cgroup.own()
        cgroup.enter(path)
        linux.unshare(_NAMESPACES)
        first = os.fork()
        if first == 0:
            _become_init(spec, path, wired)
        # A process in the host's topmost cgroup would keep it from giving controllers to those below.
        cgroup.join(former)
        os.write(isolated, b".")
        os.close(isolated)
        os.close(wired)
        _, status = os.waitpid(first, 0)
        end = _end(status)
    except BaseException as error:
        print(f"the host did not start: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(end)


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise OSError(otherwise)


def _close_others(keep: set[int]) -> None:
    for number in [int(name) for name in os.listdir("/proc/self/fd")]:
        if number > 2 and number not in keep:
            try:
                os.close(number)
            except OSError:
                continue


def _end(status: int) -> End:
    # The kernel's words for what the host asked of reboot(2).
    if os.WIFSIGNALED(status):
        return {signal.SIGHUP: End.REBOOTS, signal.SIGINT: End.POWERED_OFF}.get(signal.Signals(os.WTERMSIG(status)), End.KILLED)
    return End.POWERED_OFF if os.WEXITSTATUS(status) == 0 else End.FAILED


def _become_init(spec: Spec, path: Path, wired: int) -> NoReturn:
    try:
        linux.die_with_parent()
        missing = cgroup.missing_controllers(path)
        socket.sethostname("rehearsal")
        _require(os.read(wired, 1) != b"", "its network could not be made")
        os.close(wired)
        network.configure_guest(spec.tree)
        assembled = root.assemble(spec, missing)
        # After the disks are mounted: a loop device is none of the host's.
        devices.confine(path)
        root.enter(assembled)
        linux.drop_capabilities(_CAPABILITIES)
        os.umask(0o022)
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "container": "homelab-rehearsal",
            "container_uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"file://{spec.dir}")),
            "CREDENTIALS_DIRECTORY": "/run/host/credentials",
            "HOMELAB_MISSING_CONTROLLERS": " ".join(missing),
        }
        os.execve("/sbin/init", ["/sbin/init"], environment)  # noqa: S606
    except BaseException as error:
        print(f"the host did not start: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(End.FAILED)
