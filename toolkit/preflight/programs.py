"""Programs and files that must be on the host, each with its Debian package."""

from collections.abc import Iterator
from pathlib import Path

from host.context import Context
from host.errors import HostProblem
from host.unit_check import GENERATOR
from preflight.finding import Finding

_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_HELPERS = ("/usr/libexec/podman", "/usr/lib/podman", "/usr/local/libexec/podman", "/usr/local/lib/podman")

# program, what for, Debian's package
_PROGRAMS = (
    ("newuidmap", "rootless containers need it to map user ids", "uidmap"),
    ("newgidmap", "rootless containers need it to map group ids", "uidmap"),
    ("pasta", "it is the network of rootless pods", "passt"),
    ("crun", "Podman runs containers with it", "crun"),
    ("zfs", "all data lives on ZFS", "zfsutils-linux"),
    ("zpool", "all data lives on ZFS", "zfsutils-linux"),
    ("useradd", "accounts are created with it", "passwd"),
    ("pkill", "leftover processes are killed with it", "procps"),
    ("ss", "it shows which program listens on a port", "iproute2"),
)
_HELPER_PROGRAMS = (
    ("catatonit", "the first container of every pod runs it", "catatonit"),
    ("netavark", "the network between a service's pods needs it", "netavark"),
    ("aardvark-dns", "names inside a service's network need it", "aardvark-dns"),
)


def which(ctx: Context, program: str, folders: tuple[str, ...] = _FOLDERS) -> Path | None:
    """Path of a program on the host."""
    return next((path for folder in folders if (path := ctx.paths.on_host(f"{folder}/{program}")).is_file()), None)


def check_programs(ctx: Context) -> Iterator[Finding]:
    """Missing programs."""
    for program, reason, package in _PROGRAMS:
        if not which(ctx, program):
            yield missing(program, reason, package)
    for program, reason, package in _HELPER_PROGRAMS:
        if not which(ctx, program, _HELPERS + _FOLDERS):
            yield missing(program, reason, package)
    if not ctx.paths.on_host("/usr/lib/systemd/user/dbus.socket").is_file():
        yield missing("the D-Bus user session", "health checks of rootless containers need it", "dbus-user-session")


def check_podman(ctx: Context, minimum: str) -> Iterator[Finding]:
    """Podman itself, its version and its unit generator."""
    if not which(ctx, "podman"):
        yield missing("podman", "containers run in it", "podman")
        return
    version = podman_version(ctx)
    if _numbers(version) < _numbers(minimum):
        yield HostProblem(
            "podman", f"version {version} is too old; {minimum} or newer is needed", "upgrade to Debian 13 or a newer podman package"
        )
    if not ctx.paths.on_host(GENERATOR).is_file():
        yield HostProblem("podman", f"its unit generator {GENERATOR} is missing", "reinstall: apt install --reinstall podman")


def podman_version(ctx: Context) -> str:
    """For example 5.4.2; empty if podman prints none."""
    words = ctx.runner.run(["podman", "--version"], check=False).out.split()
    return words[-1] if words else ""


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split("-")[0].split(".") if part.isdigit()]


def missing(thing: str, reason: str, package: str) -> HostProblem:
    """The problem of a missing package."""
    return HostProblem(thing, f"is not installed; {reason}", f"apt install {package}")
