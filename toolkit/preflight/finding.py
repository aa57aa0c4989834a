"""The results of a check."""

from dataclasses import dataclass

from host.errors import HostProblem


@dataclass(frozen=True)
class Notice:
    """Something that a person should know and that does not stop the command."""

    where: str
    text: str


Finding = HostProblem | Notice
