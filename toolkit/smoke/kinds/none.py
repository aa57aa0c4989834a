"""`none`: a service without a sign-in lets everybody in."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from smoke.auth import Auth
from smoke.broken import Broken
from smoke.login import OUTPOST
from smoke.walk import Walk


@dataclass(frozen=True)
class NoSignIn(Auth):
    """Anything but a refusal."""

    kind: ClassVar[str] = "none"

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:  # noqa: ARG003  this kind has no fields
        """There is nothing to read."""
        return cls()

    def check(self, walk: Walk) -> None:
        answer = walk.get(f"{walk.url}/")
        if answer.status in (403, 407) or answer.status >= 500 or OUTPOST in answer.location:
            raise Broken(f"{walk.url}/ answers {answer.said}, but the service should be open to everybody", walk.see_logs())
