"""`ldap`: the application binds to the directory in its own pod."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from smoke.auth import Auth, text
from smoke.broken import Broken
from smoke.directory import Directory
from smoke.ldap import REFUSALS, SUCCESS
from smoke.login import SEE_PROVIDER
from smoke.walk import Walk

_SEE_ACCOUNT = "in Authentik this user has to be active, with its own password, in the group that may use the application; then `pulumi up`"


@dataclass(frozen=True)
class Ldap(Auth):
    """The directory rejects strangers and accepts the application's account.

    container, port: the slot's container that runs the outpost, and its port on the pod's loopback.
    bind_dn, password_file: the application's account, and the path of its password file in that container.
    """

    kind: ClassVar[str] = "ldap"
    fields: ClassVar[frozenset[str]] = frozenset({"container", "port", "bindDn", "passwordFile"})

    container: str
    port: int
    bind_dn: str
    password_file: str

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        """The values of a spec."""
        return cls(text(raw["container"]), int(raw["port"]), text(raw["bindDn"]), text(raw["passwordFile"]))

    def check(self, walk: Walk) -> None:
        outpost = Directory(self.container, self.port)
        stranger = outpost.bind_as_stranger(walk)
        if stranger == SUCCESS:
            raise Broken("the directory accepts anonymous binds", SEE_PROVIDER)
        own = outpost.bind_as_account(walk, self.bind_dn, self.password_file)
        if own != SUCCESS:
            raise Broken(f"the directory rejects the bind of {self.bind_dn}: {REFUSALS.get(own, f'result {own}')}", _SEE_ACCOUNT)
