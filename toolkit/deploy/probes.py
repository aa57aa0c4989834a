"""Looking at a slot the way its clients do: plain HTTP on its health port, TLS by name through the ingress."""

import http.client
import socket
import ssl
from typing import Protocol

ASK_SECONDS = 15.0


class Probes(Protocol):
    """Each answer is an HTTP status, or the reason why there is none."""

    def health(self, port: int, path: str) -> int | str:
        """GET `path` on 127.0.0.1:`port`."""

    def ingress(self, name: str) -> int | str:
        """GET / of https://`name` on 127.0.0.1:443."""


class RealProbes:
    """Probes over this machine's loopback."""

    def health(self, port: int, path: str) -> int | str:
        """See Probes."""
        return _status(http.client.HTTPConnection("127.0.0.1", port, timeout=ASK_SECONDS), path, "127.0.0.1")

    def ingress(self, name: str) -> int | str:
        """See Probes."""
        return _status(_NamedTls(name), "/", name)


class _NamedTls(http.client.HTTPSConnection):
    def __init__(self, name: str) -> None:
        # Which certificate is served, and by which authority, is for the check from outside to say: it knows the root.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        super().__init__("127.0.0.1", 443, timeout=ASK_SECONDS, context=context)
        self._name = name
        self._tls = context

    def connect(self) -> None:
        """Connect to loopback, but ask for the service's name."""
        plain = socket.create_connection((self.host, self.port), ASK_SECONDS)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise


def _status(connection: http.client.HTTPConnection, path: str, host: str) -> int | str:
    try:
        connection.request("GET", path, headers={"Host": host, "User-Agent": "homelab"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
