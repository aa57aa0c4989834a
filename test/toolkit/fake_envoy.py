"""Envoy as the toolkit sees it: answers of its admin socket, made from what lies on disk."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from host import files
from host.names import port

SERVICE = "feeds"
UID = 2003


class FakeEnvoy:
    """Envoy as its admin socket shows it: it has read whatever lies on disk."""

    def __init__(self, eds: Path, is_up: Callable[[int], bool]) -> None:
        self.eds = eds
        self.is_up = is_up
        self.routed = True
        self.connections: dict[int, list[int]] = {}

    def endpoints(self) -> list[dict[str, Any]]:
        text = files.read(self.eds)
        return json.loads(text)["resources"][0]["endpoints"][0]["lb_endpoints"] if text else []

    def get(self, path: str) -> str | None:
        if not self.routed:
            return "" if path.startswith("/stats") else json.dumps({"cluster_statuses": []})
        if path.startswith("/stats"):
            version = json.loads(files.read(self.eds) or '{"version_info":""}')["version_info"]
            return f'cluster.svc/{SERVICE}.version_text: "{version}"\n'
        return json.dumps({"cluster_statuses": [{"name": f"svc/{SERVICE}", "host_statuses": [self._host(e) for e in self.endpoints()]}]})

    def _host(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        number = endpoint["endpoint"]["address"]["socket_address"]["port_value"]
        left = self.connections.get(number - port(UID, 0), [])
        value = left.pop(0) if left else 0
        health = {} if self.is_up(number - port(UID, 0)) else {"failed_active_health_check": True}
        stats = [{"name": "cx_active", **({"value": str(value)} if value else {})}]
        return {"address": {"socket_address": {"port_value": number}}, "stats": stats, "health_status": health}
