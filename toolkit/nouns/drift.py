"""`homelab drift`: what on this host differs from what was applied."""

import argparse
import json

from drift.look import look
from drift.table import data, exit_code, words
from host.context import Context
from host.spec import service_name

EPILOG = "Exit code: 0 no drift, 1 drift, 2 something could not be looked at. It changes nothing."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab drift`."""
    parser.epilog = EPILOG
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="only these services; without one, also the host's own parts")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Print the differences, each with the command that mends it."""
    began = ctx.clock.monotonic()
    report = look(ctx, [service_name(name) for name in args.services])
    seconds = ctx.clock.monotonic() - began
    print(json.dumps(data(report, seconds), indent=2, ensure_ascii=False) if args.json else words(report, seconds))
    return exit_code(report)
