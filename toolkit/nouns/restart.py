"""`homelab restart`: restarts a service's applications, slot by slot."""

import argparse

from host.context import Context
from host.spec import service_name


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of `homelab restart`."""
    parser.add_argument("service")


def run(ctx: Context, args: argparse.Namespace) -> int:
    """Drain, restart and check each slot, as a deploy does."""
    from deploy.restart import restart_service  # loaded late, because `--help` does not need it

    restart_service(ctx, service_name(args.service))
    return 0
