"""Reads from the running Envoy through its admin socket. Changes nothing."""

import json
from typing import Any
from urllib.parse import quote

from host.observers import Admin
from ingress.listeners import cluster_name

LDS = "listener_manager.lds.version_text"
CDS = "cluster_manager.cds.version_text"


def is_live(admin: Admin) -> bool:
    """True if Envoy reports LIVE. It does so even without any listener, so this alone is not enough."""
    return (admin.get("/ready") or "").strip() == "LIVE"


def generation_versions(admin: Admin) -> tuple[str, str] | None:
    """(LDS, CDS) version texts that Envoy has loaded; None if it does not answer."""
    texts = text_readouts(admin, "version_text")
    return None if texts is None else (texts.get(LDS, ""), texts.get(CDS, ""))


def endpoints_held(admin: Admin, service: str) -> str | None:
    """Version of the service's endpoints that Envoy has loaded; None without Envoy or without such a cluster."""
    name = f"cluster.{cluster_name(service)}.version_text"
    return (text_readouts(admin, name) or {}).get(name)


def host_statuses(admin: Admin, service: str) -> dict[int, dict[str, Any]] | None:
    """Port -> Envoy's view of that endpoint; None without Envoy or without such a cluster."""
    body = admin.get("/clusters?format=json")
    if body is None:
        return None
    for cluster in json.loads(body).get("cluster_statuses", []):
        if cluster["name"] == cluster_name(service):
            return {_port(host): host for host in cluster.get("host_statuses", [])}
    return None


def active_connections(host: dict[str, Any]) -> int:
    """Open connections of an endpoint. Envoy omits the value if it is 0."""
    for stat in host.get("stats", []):
        if stat.get("name") == "cx_active":
            return int(stat.get("value", 0))
    return 0


def passes_probe(host: dict[str, Any]) -> bool:
    """True if Envoy's own health check has run and passes, whatever EDS says about the endpoint."""
    status = host.get("health_status", {})
    return not status.get("failed_active_health_check") and not status.get("pending_active_hc")


def listener_errors(admin: Admin) -> list[str]:
    """Why Envoy rejected listeners, in its own words."""
    body = admin.get("/config_dump?resource=dynamic_listeners")
    if body is None:
        return []
    states = [entry.get("error_state") for entry in json.loads(body).get("configs", [])]
    return [state.get("details", "no details") for state in states if state]


def text_readouts(admin: Admin, name: str) -> dict[str, str] | None:
    """Envoy's text values whose names contain `name`; None if it does not answer."""
    body = admin.get(f"/stats?filter={quote(name)}")
    if body is None:
        return None
    pairs = (line.partition(": ") for line in body.splitlines())
    return {key: value.strip().strip('"') for key, found, value in pairs if found}


def _port(host: dict[str, Any]) -> int:
    return int(host["address"]["socket_address"]["port_value"])
