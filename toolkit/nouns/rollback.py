"""`homelab rollback`: goes back to a version that ran before, with its data if asked for."""

import argparse
import sys

from deploy.rollback import plan_rollback
from deploy.rollout import roll_out
from host.context import Context
from host.errors import UsageProblem
from host.spec import service_name


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab rollback`."""
    parser.add_argument("service")
    parser.add_argument(
        "--to", metavar="ID", default="", help="the version to run: its deploy in `homelab history`; the last four characters are enough"
    )
    parser.add_argument("--data", action="store_true", help="put the data back too, as it was when that version last ran")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Say what it will do, ask, and do it. 0 if that version runs now, 1 if the answer was no."""
    rollback = plan_rollback(ctx, service_name(args.service), args.to, args.data)
    for line in rollback.words:
        ctx.say(f"{args.service}: {line}")
    if not args.yes and not _agreed(args.service):
        ctx.say(f"{args.service}: nothing was changed")
        return 1
    roll_out(ctx, rollback.request)
    ctx.say(
        f"{args.service}: `pulumi up` leaves it so until its definition changes, or `homelab rollback {args.service} --to …` goes forward"
    )
    return 0


def _agreed(service: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageProblem("nobody can answer here: add --yes to do what was said above")
    try:
        return input(f"Roll back {service}? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        # Control-D: no answer is a no.
        print()
        return False
