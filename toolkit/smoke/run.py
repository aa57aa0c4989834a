"""The layers in their order, each tried several times; the first that breaks ends the walk."""

from collections.abc import Callable
from dataclasses import dataclass

from host.errors import HostProblem
from smoke.auth import auth
from smoke.broken import Broken, Failure, Skipped, Unreachable
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
# What a deploy asks before it commits: the rest is not the service's own, or is asked from outside after it.
IN_DEPLOY = ("tcp", "sni", "certificate", "health", "auth", "page")
# However slow each try is: a layer is not begun again after this.
LAYER_SECONDS = 180.0


@dataclass(frozen=True)
class Outcome:
    """`layers`: those that hold, in order; a skipped one is not among them. `failure`: the first that does not."""

    service: str
    layers: tuple[str, ...]
    failure: Failure | None

    def problem(self) -> HostProblem | None:
        """The failure for people."""
        if self.failure is None:
            return None
        held = f"\nwhat holds: {', '.join(self.layers)}" if self.layers else ""
        return HostProblem(f"{self.service}.smoke {self.failure.layer}", f"{self.failure.problem}{held}", self.failure.fix)


def walk_layers(walk: Walk) -> Outcome:
    """Try every layer until one breaks for good."""
    held: list[str] = []
    for name in IN_DEPLOY if walk.deploy else LAYERS:
        try:
            _patiently(walk, name, LAYERS[name])
            held.append(name)
        except Skipped as why:
            walk.ctx.say(f"{walk.spec.service}: {name} skipped: {why}")
        except Unreachable as why:
            walk.ctx.say(f"{walk.spec.service}: {name} cannot be judged: {why.problem}; {why.fix}")
            if walk.spec.auth.kind == "forwardAuth":
                break  # it stands before everything that follows
        except Broken as broken:
            return Outcome(walk.spec.service, tuple(held), Failure(name, broken.problem, broken.fix))
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
                raise  # is asked from outside after the deploy, with patience
            waited = clock.monotonic() - began
            # A first certificate is ordered from an authority outside: that takes as long as it takes.
            again = waited + spec.pause < spec.certificate if name == "certificate" else tries < spec.tries and waited < LAYER_SECONDS
            if not again or not _in_time(walk):
                times = f" ({tries} tries in {waited:.0f} s)" if tries > 1 else ""
                raise Broken(f"{broken.problem}{times}", broken.fix) from broken
            if tries == 1:
                walk.ctx.say(f"{spec.service}: {name}: {broken.problem}; trying again")
        clock.sleep(spec.pause)


def _in_time(walk: Walk) -> bool:
    return walk.deploy is None or walk.ctx.clock.monotonic() + walk.spec.pause < walk.deploy.deadline
