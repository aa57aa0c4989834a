"""`homelab podman`: podman in the account of a service."""

import argparse

from host.context import Context
from host.uid_ledger import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab podman`."""
    parser.usage = "homelab podman SERVICE ARGS…"
    parser.add_argument("service")
    parser.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS", help="arguments of podman, e.g. `ps -a`")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Podman's own exit code."""
    rest = ["--", *args.rest] if args.rest and args.args else args.rest
    return ctx.runner.attach(["podman", *args.args, *rest], user=find(ctx, args.service))
