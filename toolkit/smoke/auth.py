"""The layer `auth`, and what the kinds of sign-in in `smoke/kinds` have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from smoke.net import Answer
    from smoke.walk import Walk


class Auth(ABC):
    """How one service treats an anonymous visitor: a kind of sign-in with its values."""

    # The name of the kind in a spec, and the names of its other fields there.
    kind: ClassVar[str]
    fields: ClassVar[frozenset[str]] = frozenset()
    # Whether Authentik is asked before each request, so that no layer can pass without it.
    before_each_request: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        """The values of a spec. KeyError, TypeError or ValueError for what the program would not write."""

    @abstractmethod
    def check(self, walk: Walk) -> None:
        """Broken if an anonymous visitor is treated in another way."""

    def require_login(self, walk: Walk, name: str, answer: Answer) -> None:  # noqa: B027  most kinds have nothing in front of the service
        """Raise Unreachable if an error response was produced in front of the service, not by the service itself."""


def auth(walk: Walk) -> None:
    """An anonymous visitor is let in, redirected to the login page or refused, as the definition says."""
    walk.spec.auth.check(walk)


def text(value: Any) -> str:
    """A text of a spec, which is not empty. TypeError for anything else."""
    if not isinstance(value, str) or not value:
        raise TypeError("a string is missing")
    return value
