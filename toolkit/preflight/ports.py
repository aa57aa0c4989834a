"""Ports 80 and 443 must be free for the ingress, or be the ingress's already."""

import re
from collections.abc import Iterator

from host import files
from host.context import Context
from host.errors import HostProblem
from host.names import INGRESS_UNIT
from preflight.finding import Finding
from preflight.programs import which

_PROCESS = re.compile(r'"([^"]+)",pid=(\d+)')
_PORTS = ("80", "443")


def check_ports(ctx: Context) -> Iterator[Finding]:
    """No other program listens on port 80 or 443."""
    if not which(ctx, "ss"):
        return
    seen: set[tuple[str, str]] = set()
    for line in ctx.runner.run(["ss", "-Hltnp"]).out.splitlines():
        fields = line.split()
        port = fields[3].rpartition(":")[2] if len(fields) > 3 else ""
        if port not in _PORTS:
            continue
        holders = _PROCESS.findall(line)
        if holders and all(_is_ingress(ctx, pid) for _, pid in holders):
            continue
        names = ", ".join(sorted({f"{name} (process {pid})" for name, pid in holders})) or "another program"
        if (port, names) in seen:
            continue
        seen.add((port, names))
        yield HostProblem(
            f"port {port}",
            f"{names} listens on {fields[3]}; the ingress needs this port",
            f"stop it or move it to another port: systemctl status {holders[0][1]}"
            if holders
            else "stop it: ss -ltnp shows which program it is",
        )


def _is_ingress(ctx: Context, pid: str) -> bool:
    return INGRESS_UNIT in (files.read(ctx.paths.on_host(f"/proc/{pid}/cgroup")) or "")
