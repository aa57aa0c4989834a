"""`homelab deploy`: the entry of the transient unit. People use `pulumi up`, which calls `rollout`."""

import argparse

from deploy.recover import recover_all
from deploy.run import run as run_deploy
from host.context import Context
from host.spec import service_name


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab deploy`."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    run_parser = verbs.add_parser("run", help="run a deploy that rollout has requested")
    run_parser.add_argument("service")
    run_parser.add_argument("id", help="the deploy's id")
    verbs.add_parser("recover", help="after a power loss: restore the last committed version of every service whose deploy was interrupted")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Exit code 0 if the deploy was committed, or if no deploy is left open."""
    if args.verb == "recover":
        return 1 if recover_all(ctx) else 0
    return run_deploy(ctx, service_name(args.service), args.id)
