"""`homelab history`: the deploys of a service, with what they changed and how they ended."""

import argparse
import json
from dataclasses import asdict

from host.context import Context
from host.errors import UsageProblem
from host.spec import service_name
from host.uid_ledger import find
from state.records import Entry, history
from state.version import read_committed

_TIME = len("2026-11-20T21:04:11")


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab history`."""
    parser.add_argument("service")
    parser.add_argument("-n", "--lines", type=int, default=10, help="the number of deploys to show (10)")
    parser.add_argument("--json", action="store_true", help="print JSON: every deploy on record, with the seconds of each step")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Print the deploys, the newest first; 0."""
    if args.lines < 1:
        raise UsageProblem("-n needs a number above 0")
    service = service_name(args.service)
    find(ctx, service)
    entries = history(ctx, service)
    if args.json:
        print(json.dumps({"service": service, "deploys": [_plain(each) for each in entries]}, indent=2, ensure_ascii=False))
        return 0
    committed = read_committed(ctx, service)
    running = committed.version.deploy if committed else ""
    for entry in entries[: args.lines]:
        print("\n".join(_lines(entry, running)))
    if not entries:
        print(f"{service} has never been deployed on this host")
    return 0


def _plain(entry: Entry) -> dict[str, object]:
    result = entry.result
    return {
        **asdict(entry.record),
        "ok": result.ok if result else None,
        "words": result.words if result else "",
        "steps": [{"step": step, "seconds": seconds} for step, seconds in entry.steps.items()],
    }


def _lines(entry: Entry, running: str) -> list[str]:
    record, result = entry.record, entry.result
    state = "open" if result is None else "ok" if result.ok else "failed"
    mark = "  running now" if record.id == running else ""
    when, seconds = record.id[:_TIME].replace("T", " "), sum(entry.steps.values())
    head = f"{record.id[-4:]}  {when}  {record.kind:<8}  {state:<6}  {seconds:4.0f} s  {record.who}{mark}"
    lines = [head.rstrip(), *(f"      {each}" for each in record.changes)]
    lines += [f"      snapshot {name}" for name in record.snapshots.values()]
    if result is not None and not result.ok:
        lines.append(f"      {result.words.splitlines()[0]}")
    return lines
