"""Tests a slot as its clients see it: plain HTTP on its health port, and the smoke test."""

import http.client
from typing import Protocol

from smoke.run import Outcome, walk_layers
from smoke.walk import Walk

ASK_SECONDS = 15.0


class Probes(Protocol):
    """How a deploy tests the service itself."""

    def health(self, port: int, path: str) -> int | str:
        """GET `path` on 127.0.0.1:`port`: the HTTP status, or the reason for having none."""

    def walk(self, walk: Walk) -> Outcome:
        """Run the smoke test."""


class RealProbes:
    """Probes over this machine's loopback."""

    def health(self, port: int, path: str) -> int | str:
        """See Probes."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ASK_SECONDS)
        try:
            connection.request("GET", path, headers={"Host": "127.0.0.1", "User-Agent": "homelab"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            connection.close()

    def walk(self, walk: Walk) -> Outcome:
        """See Probes."""
        return walk_layers(walk)
