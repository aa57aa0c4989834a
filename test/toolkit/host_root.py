"""A root folder in which a host's preflight finds nothing to complain about."""

import json

from fake import HostCase
from host.runner import Result
from preflight import storage
from preflight.programs import _HELPER_PROGRAMS, _PROGRAMS

STATIC_ELF = b"\x7fELF\x02\x01" + bytes(26) + (64).to_bytes(8, "little") + bytes(24)


def good_host(case: HostCase) -> None:
    """Put every file there and answer every question well."""
    for program, *_ in [*_PROGRAMS, ("podman", "", "")]:
        _put(case, f"usr/bin/{program}")
    for program, *_ in _HELPER_PROGRAMS:
        _put(case, f"usr/libexec/podman/{program}")
    _put(case, "usr/libexec/podman/quadlet")
    _put(case, "usr/lib/systemd/user/dbus.socket")
    _put(case, "sys/fs/cgroup/cgroup.controllers", b"cpuset cpu io memory pids\n")
    _put(case, "sys/module/zfs/version", b"2.3.9-1\n")
    _put(case, "usr/bin/busybox", STATIC_ELF)
    (case.root / "var/tmp").mkdir(parents=True)
    (case.root / "var/tmp").chmod(0o1777)
    case.patch_object(storage, "free_bytes", lambda ctx: 50 * 1024**3)
    case.runner.on("ss", "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n")
    podman_answers(case, "5.4.2")
    systemd_answers(case, "257 (257.9-1~deb13u1)")
    pools_answer(case, safe="ONLINE", tank="ONLINE")
    case.runner.on("systemctl show", "Id=network-online.target\nActiveState=active\n")


def podman_answers(case: HostCase, version: str) -> None:
    """`podman --version`."""
    case.runner.on("podman --version", f"podman version {version}\n")


def systemd_answers(case: HostCase, version: str) -> None:
    """`systemctl --version`."""
    case.runner.on("systemctl --version", f"systemd {version}\n+PAM +AUDIT +SELINUX\n")


def pools_answer(case: HostCase, **states: str) -> None:
    """`zpool list` with these states by pool."""
    case.runner.on("zpool list", Result(0, json.dumps({"pools": {name: {"state": state} for name, state in states.items()}})))


def _put(case: HostCase, path: str, data: bytes = b"") -> None:
    file = case.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
