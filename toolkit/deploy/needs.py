"""What a service needs has to be there before its deploy touches anything."""

from collections.abc import Sequence

from deploy.deploy import Deploy
from deploy.survey import OK
from host.errors import HostProblem
from host.names import READINESS_PATH, SLOTS, Account, health_port
from host.uid_ledger import known
from host.wait import wait_until
from state.version import read_committed

# A need may just be restarting; for one that is down this is long enough.
PATIENCE_SECONDS = 30.0


def require_needs(deploy: Deploy, needs: Sequence[str]) -> None:
    """HostProblem naming every need that was never deployed here, or that no slot of is ready after half a minute."""
    accounts = {account.service: account for account in known(deploy.ctx) if read_committed(deploy.ctx, account.service)}
    absent = [name for name in needs if name not in accounts]
    there = [accounts[name] for name in needs if name in accounts]
    # All are asked, so that one complaint names all.
    wait_until(deploy.ctx.clock, 0 if absent else PATIENCE_SECONDS, lambda: all(_is_ready(deploy, need) for need in there), poll=1.0)
    silent = [need.service for need in there if not _is_ready(deploy, need)]
    if absent or silent:
        raise HostProblem(f"{deploy.service}.needs", "; ".join([*map(_absent, absent), *map(_silent, silent)]), _fix(absent, silent))


def _is_ready(deploy: Deploy, need: Account) -> bool:
    return any(deploy.probes.health(health_port(need.uid, slot), READINESS_PATH) == OK for slot in SLOTS)


def _absent(name: str) -> str:
    return f"it needs {name}, which has never been deployed on this host"


def _silent(name: str) -> str:
    return f"it needs {name}, which is not ready"


def _fix(absent: list[str], silent: list[str]) -> str:
    first = [f"a `pulumi up` that is not limited to one service brings {', '.join(absent)} first"] if absent else []
    return "; ".join([*first, *(f"`homelab logs {name}` says why; `pulumi up` once it is" for name in silent)])
