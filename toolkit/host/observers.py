"""How a command looks at what runs on this machine besides files and programs: Envoy's admin socket, and slots by HTTP."""

import http.client
import socket
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
        connection = _UnixConnection(self._path)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
            return body if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("ingress", timeout=ADMIN_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket file in place of a host and port."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(ADMIN_SECONDS)
        self.sock.connect(str(self._path))


class LoopbackProbes:
    """Probes over this machine's loopback."""

    def health(self, port: int, path: str) -> int | str:
        """See Probes."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
        try:
            connection.request("GET", path, headers={"Host": "127.0.0.1", "User-Agent": "homelab"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            connection.close()
