"""Runs all checks of a host."""

from collections.abc import Iterable, Sequence

from host.context import Context
from host.errors import HostProblem, HostProblems
from preflight import busybox, kernel, ports, programs, storage
from preflight.finding import Finding, Notice


def preflight(ctx: Context, podman: str, pools: Sequence[str]) -> None:
    """Print all notices, then raise HostProblems with all problems. Changes nothing."""
    findings = list(_all(ctx, podman, pools))
    for finding in findings:
        if isinstance(finding, Notice):
            ctx.say(f"notice: {finding.where}: {finding.text}")
    problems = [finding for finding in findings if isinstance(finding, HostProblem)]
    if problems:
        raise HostProblems(problems)


def _all(ctx: Context, podman: str, pools: Sequence[str]) -> Iterable[Finding]:
    yield from ports.check_ports(ctx)
    yield from programs.check_podman(ctx, podman)
    yield from programs.check_programs(ctx)
    yield from busybox.check_busybox(ctx)
    yield from kernel.check_systemd(ctx)
    yield from kernel.check_cgroups(ctx)
    yield from kernel.check_zfs_module(ctx)
    yield from storage.check_pools(ctx, pools)
    yield from storage.check_space(ctx)
    yield from kernel.check_network_online(ctx)
