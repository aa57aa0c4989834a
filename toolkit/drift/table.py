"""What `homelab drift` prints: a table for people, and the same as plain data."""

from typing import Any

from drift.difference import HOST, Difference, Report, Uncompared
from host.errors import render

_HEAD = ("SERVICE", "WHAT", "IS", "SHOULD BE", "MEND")


def words(report: Report, seconds: float) -> str:
    """One line without a difference; otherwise a line for each, and a last one that counts them."""
    lines = _table([_row(each) for each in report.differences]) if report.differences else []
    lines += _uncompared(report.uncompared)
    lines += [render(problem) for problem in report.problems]
    count = len(report.differences)
    found = f"{count} difference{'' if count == 1 else 's'}" if count else "could not look at everything" if report.problems else "no drift"
    services = len(report.services)
    return "\n".join([*lines, f"{found}: {services} service{'' if services == 1 else 's'}, {seconds:.1f} s"])


def data(report: Report, seconds: float) -> dict[str, Any]:
    """The report as JSON data; docs/schema/drift.json describes it."""
    return {
        "format": 1,
        "toolkit": report.toolkit,
        "services": report.services,
        "seconds": round(seconds, 3),
        "differences": [
            {
                "service": each.service,
                "what": each.what,
                "is": each.actual,
                "shouldBe": each.applied,
                "mend": each.mend,
            }
            for each in report.differences
        ],
        "notCompared": [{"service": each.service, "what": each.what, "why": each.why} for each in report.uncompared],
        "problems": [{"where": each.where, "problem": each.problem, "fix": each.fix} for each in report.problems],
    }


def exit_code(report: Report) -> int:
    """0: no drift, 1: drift, 2: something could not be looked at."""
    return 2 if report.problems else 1 if report.differences else 0


def _uncompared(found: list[Uncompared]) -> list[str]:
    """A line for each reason, because a host from before something was kept has it for every service."""
    by_reason: dict[str, list[Uncompared]] = {}
    for each in found:
        by_reason.setdefault(each.why, []).append(each)
    return [f"not compared: {_first(alike)}: {why}" for why, alike in by_reason.items()]


def _first(alike: list[Uncompared]) -> str:
    more = f" and {len(alike) - 1} more" if len(alike) > 1 else ""
    return f"{alike[0].service or HOST}: {alike[0].what}{more}"


def _row(each: Difference) -> tuple[str, ...]:
    return (each.service or HOST, each.what, each.actual, each.applied, each.mend)


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in [_HEAD, *rows]) for column in range(len(_HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [_HEAD, *rows]]
