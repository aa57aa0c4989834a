"""The service's endpoints during a deploy: written for Envoy, and acknowledged by it."""

import json

from host import files
from host.context import Context
from host.errors import HostProblem
from host.names import Account, port
from host.wait import wait_until
from ingress.admin import active_connections, endpoints_held, host_statuses, passes_probe
from ingress.endpoints import Slots, Status, endpoints_text, endpoints_version

ACK_SECONDS = 30.0


class Endpoints:
    """The slots by number, with the status that Envoy gets for each."""

    def __init__(self, ctx: Context, account: Account) -> None:
        self._ctx = ctx
        self._account = account
        self.path = ctx.paths.ingress / "endpoints" / f"{account.service}.json"

    def read(self) -> Slots:
        """The content of the file; empty if it is missing or damaged."""
        try:
            return _slots(files.read(self.path) or "", self._account.uid)
        except (ValueError, KeyError, IndexError, TypeError):
            return {}

    def are(self, slots: Slots) -> bool:
        """True if the file contains exactly these slots."""
        return files.read(self.path) == endpoints_text(self._account.service, self._account.uid, slots)

    def has_cluster(self) -> bool:
        """True if Envoy is running and routes to this service."""
        return endpoints_held(self._ctx.admin, self._account.service) is not None

    def write(self, slots: Slots) -> None:
        """Replace the file and wait until Envoy has loaded it. Does not wait without Envoy or a route."""
        account = self._account
        if self.are(slots):
            return
        files.write(self.path, endpoints_text(account.service, account.uid, slots))
        version = endpoints_version(account.service, account.uid, slots)
        taken = wait_until(
            self._ctx.clock, ACK_SECONDS, lambda: endpoints_held(self._ctx.admin, account.service) in (None, version), poll=0.2
        )
        if not taken:
            raise HostProblem(
                "ingress", f"Envoy did not load the new endpoints of {account.service} within {ACK_SECONDS:.0f} s", _LOOK_AT_ENVOY
            )

    def set(self, slot: int, status: Status) -> None:
        """Change one slot; the others stay."""
        self.write({**self.read(), slot: status})

    def drop(self, slot: int) -> None:
        """Take one slot out; the others stay."""
        self.write({number: status for number, status in self.read().items() if number != slot})

    def remove(self) -> bool:
        """Delete the file."""
        return files.remove(self.path)

    def connections(self, slot: int) -> int:
        """Connections that Envoy holds open to a slot; 0 if Envoy does not know the slot."""
        host = (host_statuses(self._ctx.admin, self._account.service) or {}).get(port(self._account.uid, slot))
        return active_connections(host) if host else 0

    def envoy_sees_healthy(self, slot: int) -> bool:
        """True if Envoy's own health check of the slot passes, or if Envoy has no such cluster."""
        hosts = host_statuses(self._ctx.admin, self._account.service)
        if hosts is None:
            return True
        host = hosts.get(port(self._account.uid, slot))
        return host is not None and passes_probe(host)


_LOOK_AT_ENVOY = "see `journalctl -u homelab-ingress`; usual causes are a full disk and a stopped Envoy"


def _slots(text: str, uid: int) -> Slots:
    slots: Slots = {}
    for endpoint in json.loads(text)["resources"][0]["endpoints"][0]["lb_endpoints"]:
        number = endpoint["endpoint"]["address"]["socket_address"]["port_value"] - port(uid, 0)
        slots[number] = "DRAINING" if endpoint["health_status"] == "DRAINING" else "HEALTHY"
    return slots
