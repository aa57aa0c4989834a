"""Pools and free space."""

import shutil
import stat
from collections.abc import Iterator, Sequence

from host import sizes, zfs
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem
from preflight.finding import Finding, Notice
from preflight.programs import which

MINIMUM_FREE = 2 * 1024**3


def check_pools(ctx: Context, wanted: Sequence[str]) -> Iterator[Finding]:
    """Every pool of the settings is imported and ONLINE; DEGRADED is a notice."""
    # Another check reports a missing program or module.
    if not which(ctx, "zpool") or not ctx.paths.on_host("/sys/module/zfs").is_dir():
        return
    there = zfs.pools(ctx)
    for pool in wanted:
        state = str(there[pool]["state"]) if pool in there else None
        if state is None:
            known = ", ".join(sorted(there)) or "none"
            yield HostProblem(
                f"pool {pool}",
                f"is not imported on this host (pools here: {known})",
                f"zpool import {pool}, or correct `pools` in the config",
            )
        elif state == "DEGRADED":
            yield Notice(f"pool {pool}", f"is DEGRADED: it works, but a disk is missing. fix: zpool status {pool} shows which")
        elif state != "ONLINE":
            yield HostProblem(f"pool {pool}", f"is {state}", f"zpool status {pool} says why")


def check_space(ctx: Context) -> Iterator[Finding]:
    """Free space for images, and a usable /var/tmp for unpacking them."""
    free = free_bytes(ctx)
    if free < MINIMUM_FREE:
        yield HostProblem(
            "/var",
            f"only {sizes.short(free)} are free, but images need at least {sizes.short(MINIMUM_FREE)}",
            "free some space: `journalctl --vacuum-size=200M`, `apt clean`",
        )
    temporary = ctx.paths.on_host("/var/tmp")
    if not temporary.is_dir() or stat.S_IMODE(temporary.stat().st_mode) != 0o1777:
        yield HostProblem("/var/tmp", "is not writable for all accounts, which unpack images there", "chmod 1777 /var/tmp")


def free_bytes(ctx: Context) -> int:
    """Free bytes on the file system of the images."""
    for path in (CONTRACT["paths"]["state"], "/var/lib", "/var"):
        if ctx.paths.on_host(path).is_dir():
            return shutil.disk_usage(ctx.paths.on_host(path)).free
    return 0
