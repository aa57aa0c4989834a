"""How a command looks at what runs on this machine besides files and programs: Envoy's admin socket, and slots by HTTP.

Python's HTTP client is imported when it is needed: that takes as long as all other imports of most commands together.
"""

from pathlib import Path
from typing import Protocol

ADMIN_SECONDS = 5.0
PROBE_SECONDS = 15.0


class Admin(Protocol):
    """What the toolkit asks of Envoy."""

    def get(self, path: str) -> str | None:
        """Body of a 200 answer; None when Envoy does not answer or answers otherwise."""


class Probes(Protocol):
    """How a command asks a slot itself."""

    def health(self, port: int, path: str) -> int | str:
        """GET `path` on 127.0.0.1:`port`: an HTTP status, or the reason why there is none."""


class SocketAdmin:
    """The admin interface behind a unix socket."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, path: str) -> str | None:
        """See Admin."""
        import http.client
        import socket

        connection = http.client.HTTPConnection("ingress")
        try:
            # A connection that has a socket does not look for its host.
            connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.sock.settimeout(ADMIN_SECONDS)
            connection.sock.connect(str(self._path))
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
            return body if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class LoopbackProbes:
    """Probes over this machine's loopback."""

    def health(self, port: int, path: str) -> int | str:
        """See Probes."""
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
        try:
            connection.request("GET", path, headers={"Host": "127.0.0.1", "User-Agent": "homelab"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            connection.close()
