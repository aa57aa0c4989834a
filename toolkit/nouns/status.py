"""`homelab status`: the state of all services on this host."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from host.context import Context
from status.gather import gather
from status.table import render


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab status`."""
    parser.add_argument("--json", action="store_true", help="print the same facts as JSON: sizes in bytes, times in UTC")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Print the state of everything. Exit code 0 even if something is down."""
    facts = gather(ctx)
    print(json.dumps(asdict(facts), default=_plain, indent=2) if args.json else render(facts, ctx.clock.now()))
    return 0


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(type(value).__name__)
