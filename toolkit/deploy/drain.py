"""Takes a slot out of service without cutting connections before the deadline."""

from deploy.deploy import Deploy
from deploy.survey import OK, healthy
from host.errors import HostProblem
from host.wait import wait_until
from state.manifest import Manifest


def refuse_unsafe_drain(deploy: Deploy, manifest: Manifest, slot: int) -> None:
    """HostProblem if another slot, which would have to carry the load, is not healthy."""
    others = [number for number in deploy.endpoints.read() if number != slot]
    weak = [number for number in others if healthy(deploy, manifest, number) != OK]
    if weak:
        raise HostProblem(
            f"slot {slot}",
            f"it cannot be drained while slot {weak[0]} is not healthy",
            f"see `homelab logs {deploy.service}`; a restart may be enough: `homelab restart {deploy.service}`",
        )


def drain(deploy: Deploy, slot: int) -> None:
    """Tell Envoy to send no new connections, then wait until the open ones end or the deadline has passed."""
    if slot not in deploy.endpoints.read():
        return
    deploy.endpoints.set(slot, "DRAINING")
    if not deploy.endpoints.has_cluster():
        return
    began = deploy.ctx.clock.monotonic()
    wait_until(deploy.ctx.clock, deploy.drain, lambda: deploy.endpoints.connections(slot) == 0)
    waited, left = deploy.ctx.clock.monotonic() - began, deploy.endpoints.connections(slot)
    deploy.journal.say(f"slot {slot}: drained for {waited:.0f} s, {left} connections left" + (", which are cut now" if left else ""))
