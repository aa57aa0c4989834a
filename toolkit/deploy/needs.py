"""Checks that the required services are ready before a deploy changes anything."""

from collections.abc import Sequence

from deploy.deploy import Deploy
from deploy.survey import OK
from host.errors import HostProblem
from host.names import READINESS_PATH, SLOTS, Account, health_port
from host.uid_ledger import known
from host.wait import wait_until
from state.version import read_committed

# A required service may be restarting; if it is down, this is long enough to wait.
PATIENCE_SECONDS = 30.0


def require_needs(deploy: Deploy, needs: Sequence[str]) -> None:
    """HostProblem that names each required service that was never deployed here or has no ready slot after 30 seconds."""
    accounts = {account.service: account for account in known(deploy.ctx) if read_committed(deploy.ctx, account.service)}
    absent = [name for name in needs if name not in accounts]
    there = [accounts[name] for name in needs if name in accounts]
    # All of them are checked, so that one problem names all.
    wait_until(deploy.ctx.clock, 0 if absent else PATIENCE_SECONDS, lambda: all(_is_ready(deploy, need) for need in there), poll=1.0)
    silent = [need.service for need in there if not _is_ready(deploy, need)]
    if absent or silent:
        raise HostProblem(f"{deploy.service}.needs", "; ".join([*map(_absent, absent), *map(_silent, silent)]), _fix(absent, silent))


def _is_ready(deploy: Deploy, need: Account) -> bool:
    return any(deploy.ctx.probes.health(health_port(need.uid, slot), READINESS_PATH) == OK for slot in SLOTS)


def _absent(name: str) -> str:
    return f"the required service {name} has never been deployed on this host"


def _silent(name: str) -> str:
    return f"the required service {name} is not ready"


def _fix(absent: list[str], silent: list[str]) -> str:
    first = [f"run `pulumi up` without a target, which deploys {', '.join(absent)} first"] if absent else []
    return "; ".join([*first, *(f"see `homelab logs {name}`, and run `pulumi up` again when {name} is ready" for name in silent)])
