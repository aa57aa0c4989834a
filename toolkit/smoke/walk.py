"""One walk along a service's path: what it was told, what it has found so far."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property

from host.context import Context
from ingress.activate import read_fragments
from ingress.admin import Admin
from smoke.broken import Broken, NoAnswer
from smoke.net import PROXY_HEADER, Answer, Door, fetch, trust
from smoke.spec import Spec

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Doors:
    """Ports of the ingress; tests put theirs elsewhere."""

    tls: int = 443
    plain: int = 80


@dataclass(frozen=True)
class InDeploy:
    """A walk before a deploy commits: short, and about what going back would mend.

    routed: the names that Envoy sends to the service now. sidecar: port of the slot that the others are asked at.
    deadline: monotonic seconds after which no layer is tried again.
    """

    routed: frozenset[str]
    sidecar: int
    deadline: float


@dataclass
class Walk:
    """local: from this host through the ingress by name, whatever DNS says. addresses: of each name, as DNS gave them."""

    ctx: Context
    spec: Spec
    admin: Admin
    local: bool = False
    doors: Doors = field(default_factory=Doors)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    deploy: InDeploy | None = None

    @property
    def name(self) -> str:
        """The service's own name."""
        return self.spec.names[0]

    @property
    def url(self) -> str:
        """The service's own URL, without a final slash."""
        return f"https://{self.name}"

    def address(self, name: str) -> str:
        """Where a name of the service is asked."""
        return (self.addresses.get(name) or [LOOPBACK])[0]

    def routed(self, name: str) -> bool:
        """False for a name that a deploy asks at the sidecar: its route comes after the deploy."""
        return self.deploy is None or name in self.deploy.routed

    def door(self, name: str) -> Door:
        """Where TLS for a name of the service begins."""
        if self.deploy is None or self.routed(name):
            return Door(self.address(name), self.doors.tls)
        return Door(LOOPBACK, self.deploy.sidecar, PROXY_HEADER)

    def get(self, url: str) -> Answer:
        """GET a URL below one of the service's names. Broken when nobody answers."""
        name = url.split("/")[2].partition(":")[0]
        try:
            return fetch(url, self.door(name), self._trust)
        except NoAnswer as error:
            raise Broken(f"{url}: {error}", self.see_logs()) from error

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Reading the host's authorities takes longer than a request, and a page has many.
        return trust(self.spec.ca)

    def see_logs(self) -> str:
        """The usual place to look."""
        return f"`homelab logs {self.spec.service}` shows the application and its sidecar"

    def routed_names(self) -> set[str]:
        """Every name that this host's ingress serves."""
        return {name for fragment in read_fragments(self.ctx) for name in fragment.names}
