"""Checks of the kernel and of systemd."""

from collections.abc import Iterator

from host import files, systemd
from host.context import Context
from host.errors import HostProblem
from preflight.finding import Finding, Notice

_ONLINE = "network-online.target"
_MINIMUM_ZFS = (2, 3)
# An older systemd does not know RestartSteps, with which an application that keeps ending is started less and less often.
_MINIMUM_SYSTEMD = 254
# systemd writes the kind of container into this file; a real or virtual machine does not have it.
_CONTAINER = "/run/systemd/container"


def check_cgroups(ctx: Context) -> Iterator[Finding]:
    """cgroup v2 with the controllers that limits need."""
    controllers = files.read(ctx.paths.on_host("/sys/fs/cgroup/cgroup.controllers"))
    if controllers is None:
        yield HostProblem(
            "cgroups",
            "the host does not use cgroup v2, which limits of rootless containers need",
            "boot with systemd.unified_cgroup_hierarchy=1",
        )
        return
    lacking = {"cpu", "memory", "pids"} - set(controllers.split())
    if not lacking:
        return
    container = files.read(ctx.paths.on_host(_CONTAINER))
    if container is not None:
        # It cannot be changed from inside the container, and an owner may accept it.
        yield Notice(
            "cgroups",
            f"this host is a container ({container.strip()}) without the controllers {', '.join(sorted(lacking))}: "
            f"{_lost_limits(lacking)} will not hold. fix: delegate them to the container, for example with "
            "`features: nesting=1` and cgroup v2 on the machine that runs an LXC container",
        )
    else:
        yield HostProblem(
            "cgroups",
            f"the controllers {', '.join(sorted(lacking))} are disabled, so the limits of services would not hold",
            "remove cgroup_disable=… from the kernel's command line and reboot",
        )


def _lost_limits(lacking: set[str]) -> str:
    words = {"cpu": "CPU limits", "memory": "memory limits", "pids": "limits of processes"}
    return ", ".join(words[name] for name in sorted(lacking))


def check_systemd(ctx: Context) -> Iterator[Finding]:
    """systemd's version; an older one would ignore keys of the units."""
    words = systemd.systemctl(ctx, "--version", check=False).out.split()
    version = next((word for word in words if word.isdigit()), "0")
    if int(version) < _MINIMUM_SYSTEMD:
        yield HostProblem(
            "systemd",
            f"version {version} is too old; {_MINIMUM_SYSTEMD} or newer is needed, for growing pauses between restarts",
            "upgrade to Debian 13",
        )


def check_zfs_module(ctx: Context) -> Iterator[Finding]:
    """The kernel module and its version."""
    version = files.read(ctx.paths.on_host("/sys/module/zfs/version"))
    if version is None:
        yield HostProblem(
            "zfs",
            "the kernel module is not loaded",
            "modprobe zfs; if there is none for this kernel: apt install zfs-dkms linux-headers-amd64",
        )
        return
    numbers = tuple(int(part) for part in version.strip().split("-")[0].split(".")[:2] if part.isdigit())
    if numbers < _MINIMUM_ZFS:
        yield HostProblem(
            "zfs",
            f"OpenZFS {version.strip()} is too old; 2.3 or newer is needed, for its JSON output",
            "upgrade zfs-dkms and zfsutils-linux",
        )


def check_network_online(ctx: Context) -> Iterator[Finding]:
    """If a boot ends without network-online.target, units that want it hang for 90 s."""
    state = systemd.show(ctx, [_ONLINE], properties=["ActiveState"]).get(_ONLINE, {})
    if systemd.active(state):
        return
    over = systemd.systemctl(ctx, "is-system-running", check=False).out.strip() in ("running", "degraded")
    if over:
        # Our units do not wait for it, so this is only a notice.
        yield Notice(
            _ONLINE,
            f"is not reached at boot, so units that want it wait 90 s for nothing. fix: systemctl add-wants multi-user.target {_ONLINE}",
        )
