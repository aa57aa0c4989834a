"""What one service's smoke test expects, layer by layer."""

from dataclasses import dataclass

from smoke.auth import Auth


@dataclass(frozen=True)
class Record:
    """A DNS record that should be there. A proxied one resolves to the proxy's addresses, not to `content`."""

    name: str
    type: str
    content: str
    proxied: bool


@dataclass(frozen=True)
class Spec:
    """One service's smoke test.

    auth: how an anonymous visitor is treated.
    records: empty if no record is expected. resolver: `address` or `address:port` of a DNS server; None: the host's own.
    ca: PEM of the only trusted CA; None: the host's CAs. health: the application's health path; None: it has none.
    tries, pause: attempts for each layer, and the seconds between them. certificate: seconds until a certificate is required.
    """

    service: str
    names: tuple[str, ...]
    auth: Auth
    records: tuple[Record, ...] = ()
    resolver: str | None = None
    ca: str | None = None
    health: str | None = None
    tries: int = 10
    pause: float = 3.0
    certificate: float = 300.0
