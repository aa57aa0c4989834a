"""Waiting for a deploy that runs in its own unit: what it works on must not change under it."""

from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.names import deploy_unit

RUNNING = ("active", "activating", "deactivating", "reloading")
_POLL = 1.0


def deploy_runs(ctx: Context, service: str) -> bool:
    """Whether a deploy of this service is under way."""
    unit = deploy_unit(service)
    state = systemd.show(ctx, [unit], properties=["ActiveState"]).get(unit, {})
    return state.get("ActiveState") in RUNNING


def wait_for_deploy(ctx: Context, service: str, timeout: float = 900.0) -> None:
    """Return once no deploy of this service runs; HostProblem after `timeout` seconds."""
    deadline = ctx.clock.monotonic() + timeout
    said = False
    while deploy_runs(ctx, service):
        if ctx.clock.monotonic() >= deadline:
            raise HostProblem(
                f"{service}: deploy",
                f"another deploy still runs after {timeout:.0f} s of waiting",
                f"watch it with `homelab logs {service} -f`; run this again when it has ended",
            )
        if not said:
            ctx.say(f"{service}: waiting for the running deploy to end")
            said = True
        ctx.clock.sleep(_POLL)
