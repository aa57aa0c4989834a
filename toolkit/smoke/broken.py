"""How a layer says that it does not hold."""

from dataclasses import dataclass


class Broken(Exception):
    """A layer does not do what it should. `problem`: what was seen; `fix`: what to look at."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


class Unreachable(Broken):
    """The layer's own part was not seen, because what it depends on gives no answer."""


class Skipped(Exception):
    """A layer has nothing to look at; its text says why."""


class NoAnswer(Exception):
    """Nothing usable came back over the network; its text says what did."""


@dataclass(frozen=True)
class Failure:
    """The first layer that broke."""

    layer: str
    problem: str
    fix: str
