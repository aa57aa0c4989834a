"""The table of `homelab status`."""

from collections.abc import Sequence
from datetime import datetime

from host import sizes
from status.age import age
from status.facts import HostFacts, LastDeploy, ServiceFacts

_HEAD = ("SERVICE", "STATE", "SINCE", "VERSION", "MEM", "DISK", "LAST DEPLOY")


def render(facts: HostFacts, now: datetime) -> str:
    """The table, one line for each problem, and a last line for ingress and pools."""
    lines: list[str] = []
    rows = [_row(service, now) for service in facts.services]
    widths = [max(len(row[column]) for row in [_HEAD, *rows]) for column in range(len(_HEAD))]
    lines.append(_align(_HEAD, widths))
    for service, row in zip(facts.services, rows, strict=True):
        lines.append(_align(row, widths))
        lines += [f"  {service.service}: {text}" for text in [*service.problems, *service.notices]]
    if not rows:
        lines.append("(no services yet)")
    lines.append(_shared(facts))
    lines += [f"  ingress: {problem}" for problem in facts.ingress.problems]
    return "\n".join(lines)


def _row(service: ServiceFacts, now: datetime) -> tuple[str, ...]:
    memory = sizes.pair(service.memory, service.memory_limit) if service.memory_limit else "-"
    fullest = max(service.disks, key=lambda disk: disk.percent, default=None)
    disk = f"{sizes.pair(fullest.used, fullest.quota)} {fullest.pool}" if fullest and fullest.quota else "-"
    return (service.service, service.state, age(_passed(service.since, now)), service.version, memory, disk, _deploy(service.deploy, now))


def _deploy(deploy: LastDeploy | None, now: datetime) -> str:
    if deploy is None:
        return "-"
    word = {True: "ok", False: "failed", None: "open"}[deploy.ok]
    return f"{word:<6} {age(_passed(deploy.at, now))}"


def _passed(since: datetime | None, now: datetime) -> float | None:
    return (now - since).total_seconds() if since else None


def _align(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _shared(facts: HostFacts) -> str:
    ingress = facts.ingress
    chains = f"{ingress.chains} chain{'' if ingress.chains == 1 else 's'}"
    front = f"Envoy {ingress.version}, generation {ingress.generation}, {chains}" if ingress.version else "none"
    pools = ", ".join(f"{pool.name} {pool.state} {pool.percent} %" for pool in facts.pools) or "none"
    return f"ingress: {front} · pools: {pools}"
