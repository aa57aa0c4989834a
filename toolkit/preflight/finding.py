"""What a check may say."""

from dataclasses import dataclass

from host.errors import HostProblem


@dataclass(frozen=True)
class Remark:
    """Something worth a line that does not stop the command."""

    where: str
    text: str


Finding = HostProblem | Remark
