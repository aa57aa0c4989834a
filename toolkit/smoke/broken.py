"""The exceptions with which a layer reports its result."""

from dataclasses import dataclass


class Broken(Exception):
    """A layer fails. `problem`: what was observed; `fix`: what to check."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


class Unreachable(Broken):
    """A layer cannot be tested, because something else that it depends on does not answer."""


class NoSlotReady(Broken):
    """A layer fails only because the application is down: Envoy closes every connection while no slot is ready."""


class Skipped(Exception):
    """A layer has nothing to test; the text is the reason."""


class NoAnswer(Exception):
    """The network returned nothing usable; the text says what happened."""


@dataclass(frozen=True)
class Failure:
    """The first layer that failed."""

    layer: str
    problem: str
    fix: str
