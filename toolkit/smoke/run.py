"""Runs the layers in order, each with retries; the first that fails ends the test."""

from collections.abc import Callable
from dataclasses import dataclass

from host.errors import HostProblem
from smoke.auth import auth
from smoke.broken import Broken, Failure, NoSlotReady, Skipped, Unreachable
from smoke.page import page
from smoke.reach import certificate, record, sni, tcp
from smoke.walk import Walk
from smoke.web import health, redirect

LAYERS: dict[str, Callable[[Walk], None]] = {
    "record": record,
    "tcp": tcp,
    "sni": sni,
    "certificate": certificate,
    "redirect": redirect,
    "health": health,
    "auth": auth,
    "page": page,
}
# The layers that a deploy tests before it commits. The others do not depend on the service, or are tested after the deploy.
IN_DEPLOY = ("tcp", "sni", "certificate", "health", "auth", "page")
# The layer that is named if no slot is ready, whichever layer noticed it.
APPLICATION_LAYER = "health"
# A layer is not retried after this time, however slow each attempt is.
LAYER_SECONDS = 180.0


@dataclass(frozen=True)
class Outcome:
    """`layers`: those that pass, in order, without skipped ones. `failure`: the first that does not."""

    service: str
    layers: tuple[str, ...]
    failure: Failure | None

    def problem(self) -> HostProblem | None:
        """The failure as a problem to print."""
        if self.failure is None:
            return None
        held = f"\nlayers passed: {', '.join(self.layers)}" if self.layers else ""
        return HostProblem(f"{self.service}.smoke {self.failure.layer}", f"{self.failure.problem}{held}", self.failure.fix)


def walk_layers(walk: Walk) -> Outcome:
    """Run the layers in order until one fails after all retries."""
    held: list[str] = []
    for name in IN_DEPLOY if walk.deploy else LAYERS:
        try:
            _patiently(walk, name, LAYERS[name])
            held.append(name)
        except Skipped as why:
            walk.ctx.say(f"{walk.spec.service}: {name} skipped: {why}")
        except Unreachable as why:
            walk.ctx.say(f"{walk.spec.service}: {name} cannot be tested: {why.problem}; {why.fix}")
            if walk.spec.auth.before_each_request:
                break  # every later request passes through it
        except Broken as broken:
            layer = APPLICATION_LAYER if isinstance(broken, NoSlotReady) else name
            return Outcome(walk.spec.service, tuple(held), Failure(layer, broken.problem, broken.fix))
    return Outcome(walk.spec.service, tuple(held), None)


def _patiently(walk: Walk, name: str, layer: Callable[[Walk], None]) -> None:
    clock, spec = walk.ctx.clock, walk.spec
    began, tries = clock.monotonic(), 0
    while True:
        tries += 1
        try:
            layer(walk)
            return
        except Broken as broken:
            if walk.local and isinstance(broken, Unreachable):
                raise  # the smoke test after the deploy retries it
            waited = clock.monotonic() - began
            # A first certificate is ordered from an external CA, which may take minutes.
            ordered = name == "certificate" and not isinstance(broken, NoSlotReady)
            again = waited + spec.pause < spec.certificate if ordered else tries < spec.tries and waited < LAYER_SECONDS
            if not again or not _in_time(walk):
                times = f" ({tries} tries in {waited:.0f} s)" if tries > 1 else ""
                kind = NoSlotReady if isinstance(broken, NoSlotReady) else Broken
                raise kind(f"{broken.problem}{times}", broken.fix) from broken
            if tries == 1:
                walk.ctx.say(f"{spec.service}: {name}: {broken.problem}; retrying")
        clock.sleep(spec.pause)


def _in_time(walk: Walk) -> bool:
    return walk.deploy is None or walk.ctx.clock.monotonic() + walk.spec.pause < walk.deploy.deadline
