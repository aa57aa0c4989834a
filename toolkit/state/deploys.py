"""Waits for a running deploy, whose files must not change while it runs."""

from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.names import deploy_unit

RUNNING = ("active", "activating", "deactivating", "reloading")
_POLL = 1.0


def deploy_runs(ctx: Context, service: str) -> bool:
    """Whether a deploy of this service is running."""
    unit = deploy_unit(service)
    state = systemd.show(ctx, [unit], properties=["ActiveState"]).get(unit, {})
    return state.get("ActiveState") in RUNNING


def wait_for_deploy(ctx: Context, service: str, timeout: float = 900.0) -> None:
    """Return when no deploy of this service is running; HostProblem after `timeout` seconds."""
    deadline = ctx.clock.monotonic() + timeout
    said = False
    while deploy_runs(ctx, service):
        if ctx.clock.monotonic() >= deadline:
            raise HostProblem(
                f"{service}: deploy",
                f"another deploy is still running after {timeout:.0f} s",
                f"follow it with `homelab logs {service} -f`; run this again when it has ended",
            )
        if not said:
            ctx.say(f"{service}: waiting until the running deploy ends")
            said = True
        ctx.clock.sleep(_POLL)
