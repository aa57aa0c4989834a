"""The context of one smoke test: its spec, and what it has found so far."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property

from host.context import Context
from ingress.activate import read_fragments
from smoke.broken import Broken, NoAnswer
from smoke.net import PROXY_HEADER, Answer, Endpoint, fetch, trust
from smoke.spec import Spec

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class IngressPorts:
    """Ports of the ingress; tests use others."""

    tls: int = 443
    plain: int = 80


@dataclass(frozen=True)
class InDeploy:
    """A test before a deploy commits: short, and only about failures that a rollback can repair.

    routed: the names that Envoy routes to the service now. sidecar: port of the slot that serves the other names.
    deadline: monotonic seconds after which no layer is retried.
    """

    routed: frozenset[str]
    sidecar: int
    deadline: float


def see_application(service: str) -> str:
    """Where to look if the application itself is down."""
    return f"`homelab status` says since when; `homelab logs {service}` shows what the application says"


@dataclass
class Walk:
    """local: connect through this host's ingress without DNS. addresses: the addresses of each name, from DNS."""

    ctx: Context
    spec: Spec
    local: bool = False
    ports: IngressPorts = field(default_factory=IngressPorts)
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
        """The address at which a name of the service is tested."""
        return (self.addresses.get(name) or [LOOPBACK])[0]

    def routed(self, name: str) -> bool:
        """False for a name that a deploy tests at the sidecar, because its route is created after the deploy."""
        return self.deploy is None or name in self.deploy.routed

    def endpoint(self, name: str) -> Endpoint:
        """Where to open a TLS connection for a name of the service."""
        if self.deploy is None or self.routed(name):
            return Endpoint(self.address(name), self.ports.tls)
        return Endpoint(LOOPBACK, self.deploy.sidecar, PROXY_HEADER)

    def get(self, url: str) -> Answer:
        """GET a URL of one of the service's names. Broken if nothing answers."""
        name = url.split("/")[2].partition(":")[0]
        try:
            return fetch(url, self.endpoint(name), self._trust)
        except NoAnswer as error:
            raise Broken(f"{url}: {error}", self.see_logs()) from error

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Loading the host's CAs takes longer than a request, and a page has many assets.
        return trust(self.spec.ca)

    def see_logs(self) -> str:
        """The fix that suits most failures."""
        return f"`homelab logs {self.spec.service} --all` shows the application and its sidecar"

    def see_application(self) -> str:
        """The fix if the application is down."""
        return see_application(self.spec.service)

    def routed_names(self) -> set[str]:
        """Every name that this host's ingress serves."""
        return {name for fragment in read_fragments(self.ctx) for name in fragment.names}
