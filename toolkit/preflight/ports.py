"""Ports 80 and 443 must be free for the ingress, or be the ingress's already."""

from collections.abc import Iterator

from host import files
from host.context import Context
from host.errors import HostProblem
from host.listeners import listeners
from host.names import INGRESS_UNIT
from preflight.finding import Finding
from preflight.programs import which

_PORTS = (80, 443)


def check_ports(ctx: Context) -> Iterator[Finding]:
    """No other program listens on port 80 or 443."""
    if not which(ctx, "ss"):
        return
    seen: set[tuple[int, str]] = set()
    for each in listeners(ctx):
        if each.port not in _PORTS or (each.port, each.holders) in seen:
            continue
        if each.processes and all(_is_ingress(ctx, pid) for _, pid in each.processes):
            continue
        seen.add((each.port, each.holders))
        yield HostProblem(f"port {each.port}", f"{each.holders} listens on {each.address}; the ingress needs this port", each.how_to_stop)


def _is_ingress(ctx: Context, pid: str) -> bool:
    return INGRESS_UNIT in (files.read(ctx.paths.on_host(f"/proc/{pid}/cgroup")) or "")
