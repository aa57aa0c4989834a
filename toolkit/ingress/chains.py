"""The routes of the running Envoy and their connection counts. Changes nothing."""

import json
from urllib.parse import quote

from host.observers import Admin
from ingress.listeners import cluster_name


def chains(admin: Admin) -> dict[str, list[str]] | None:
    """Cluster -> the server names of its chains, as Envoy runs them now; None if it does not answer."""
    body = admin.get("/config_dump?resource=dynamic_listeners")
    if body is None:
        return None
    listeners = [entry.get("active_state", {}).get("listener", {}) for entry in json.loads(body).get("configs", [])]
    found = [chain for listener in listeners for chain in listener.get("filter_chains", [])]
    names: dict[str, list[str]] = {}
    for chain in found:
        # `svc/feeds/feeds.home.test`; an older version of homelab made one chain for all names, `svc/feeds`.
        cluster = "/".join(chain.get("name", "").split("/")[:2])
        names.setdefault(cluster, []).extend(chain.get("filter_chain_match", {}).get("server_names", []))
    return names


def connections_so_far(admin: Admin, service: str) -> int:
    """Connections that the service's chain has accepted since Envoy started; 0 if unknown."""
    name = f"tcp.{cluster_name(service)}.downstream_cx_total"
    for line in (admin.get(f"/stats?filter={quote(name)}") or "").splitlines():
        key, _, value = line.partition(": ")
        if key == name and value.isdigit():
            return int(value)
    return 0
