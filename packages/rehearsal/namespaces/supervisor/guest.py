"""One start of the host: two processes, one that holds its namespaces and waits, and the host's own process 1."""

import os
import signal
import socket
import sys
import uuid
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from supervisor import cgroup, console, devices, linux, network, problem, root, sysctls, system_calls, trial
from supervisor.spec import Spec

# By their numbers in linux/capability.h: modules, raw I/O, accounting, the clock, rules of Smack and AppArmor, the
# kernel's log, waking the computer, keeping it awake, tracing it.
_CAPABILITIES = (16, 17, 20, 25, 33, 34, 35, 36, 38)


class End(IntEnum):
    """Why a start of the host has ended; the holder's exit code."""

    POWERED_OFF = 0
    KILLED = 10
    REBOOTS = 11
    FAILED = 12


@dataclass(frozen=True)
class Started:
    """A start that has begun."""

    # Process id of the holder; its exit code is an `End`.
    holder: int
    # Sends the host's console (see `console`).
    line: socket.socket


def start(spec: Spec) -> Started:
    """Start the host and connect its wire."""
    path = cgroup.folder(spec.dir)
    cgroup.remove(path)
    near, far = socket.socketpair()
    supervisor = os.getpid()
    holder = os.fork()
    if holder == 0:
        near.close()
        _hold(spec, path, supervisor, far)
    far.close()
    try:
        if near.recv(1):
            network.lay_wire(spec, holder)
            near.send(b".")
    except BaseException:
        near.close()
        os.kill(holder, signal.SIGKILL)
        os.waitpid(holder, 0)
        raise
    return Started(holder, near)


def _hold(spec: Spec, path: Path, supervisor: int, line: socket.socket) -> NoReturn:
    end = End.FAILED
    try:
        linux.die_with_parent()
        _require(os.getppid() == supervisor, "its supervisor was killed meanwhile")
        # The loopback ports and everything else of the supervisor's stay its own.
        _close_others(line.fileno())
        former = cgroup.own()
        cgroup.enter(path)
        linux.unshare(trial.NAMESPACES)
        first = os.fork()
        if first == 0:
            _become_init(spec, path, line)
        # A process in the host's topmost cgroup would keep it from giving controllers to those below.
        cgroup.join(former)
        line.send(b".")
        line.close()
        _, status = os.waitpid(first, 0)
        end = _end(status)
    except BaseException as error:
        print(problem.words(error), file=sys.stderr, flush=True)
    finally:
        os._exit(end)


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise problem.Problem(otherwise, "./rehearse up, once more")


def _close_others(keep: int) -> None:
    for number in [int(name) for name in os.listdir("/proc/self/fd")]:
        if number > 2 and number != keep:
            try:
                os.close(number)
            except OSError:
                continue


def _end(status: int) -> End:
    # The kernel's words for what the host asked of reboot(2).
    if os.WIFSIGNALED(status):
        return {signal.SIGHUP: End.REBOOTS, signal.SIGINT: End.POWERED_OFF}.get(signal.Signals(os.WTERMSIG(status)), End.KILLED)
    return End.POWERED_OFF if os.WEXITSTATUS(status) == 0 else End.FAILED


def _become_init(spec: Spec, path: Path, line: socket.socket) -> NoReturn:
    try:
        linux.die_with_parent()
        missing = cgroup.missing_controllers(path)
        cgroup.bound_processes(path)
        socket.sethostname("rehearsal")
        _require(line.recv(1) != b"", "the host's network could not be made")
        network.configure_guest(spec.tree)
        assembled = root.assemble(spec, missing)
        console.make(assembled / "dev/console", line)
        line.close()
        # After the disks are mounted: a loop device is none of the host's.
        devices.program().attach(path)
        sysctls.program().attach(path)
        root.enter(assembled)
        linux.drop_capabilities(_CAPABILITIES)
        system_calls.refuse()
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
        print(problem.words(error), file=sys.stderr, flush=True)
    finally:
        os._exit(End.FAILED)
