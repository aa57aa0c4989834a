"""Restarts a service slot by slot, with the steps of a deploy."""

from dataclasses import replace

from deploy.request import Request, new_id
from deploy.rollout import roll_out
from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.uid_ledger import find
from host.who import who
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
    request = Request(new_id(ctx), name, account.uid, version.generation, version.strategy, version.drain, version.revisions)
    roll_out(ctx, replace(request, restart=True, needs=version.needs, who=who()))
    # systemd counts restarts until somebody starts the unit. Those of pods that stayed up are over, and now known.
    units = read_manifest(ctx, name, version.generation).units
    systemd.systemctl(ctx, "reset-failed", *units, account=account, check=False)
