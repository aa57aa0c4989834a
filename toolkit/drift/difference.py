"""What a comparison finds: differences, and what could not be compared."""

from dataclasses import dataclass, field

from host.errors import HostProblem

# The owner of what belongs to no service.
HOST = "host"


@dataclass(frozen=True)
class Difference:
    """One difference. `service` is None for the host's own parts. `mend`: the command that restores what was applied.

    kind: which part of `homelab mend` restores it.
    """

    service: str | None
    kind: str
    what: str
    actual: str
    applied: str
    mend: str


@dataclass(frozen=True)
class Uncompared:
    """A part that was not compared, and why."""

    service: str | None
    what: str
    why: str


Found = list[Difference | Uncompared]


@dataclass
class Report:
    """Everything that was found. `problems`: why a part could not be looked at."""

    services: list[str]
    toolkit: str = ""
    differences: list[Difference] = field(default_factory=list)
    uncompared: list[Uncompared] = field(default_factory=list)
    problems: list[HostProblem] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Sort what a comparison found into the two lists."""
        self.differences += [each for each in found if isinstance(each, Difference)]
        self.uncompared += [each for each in found if isinstance(each, Uncompared)]


def mend(service: str | None) -> str:
    """The command that restores a service, or everything."""
    return f"homelab mend {service}" if service else "homelab mend"


def replace(resource: str) -> str:
    """The command that runs a step of `pulumi up` anew, although its spec is unchanged."""
    return f"pulumi up --target-replace '**::{resource}'"
