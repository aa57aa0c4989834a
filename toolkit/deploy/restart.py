"""Restarts a service slot by slot, with the steps of a deploy."""

from dataclasses import replace

from deploy.request import request_of
from deploy.rollout import roll_out
from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.uid_ledger import find
from state.manifest import read_manifest
from state.version import read_committed


def restart_service(ctx: Context, name: str) -> None:
    """Restart the applications of a service in all slots; sidecars and the state pod stay up.

    The counts of restarts after failures begin anew for all of them.
    """
    account = find(ctx, name)
    committed = read_committed(ctx, name)
    if committed is None:
        raise HostProblem(f"service {name}", "it has never been deployed on this host", "deploy it with `pulumi up`")
    version = committed.version
    roll_out(ctx, replace(request_of(ctx, account, version), restart=True))
    # systemd counts restarts until somebody starts the unit. Those of pods that stayed up are over, and now known.
    units = read_manifest(ctx, name, version.generation).units
    systemd.systemctl(ctx, "reset-failed", *units, account=account, check=False)
