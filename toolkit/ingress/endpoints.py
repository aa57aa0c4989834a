"""A service's endpoints for Envoy: one small EDS file, replaced by a rename."""

import hashlib
import json
from typing import Any, Literal

from host.names import health_port, port
from ingress.listeners import cluster_name

Status = Literal["HEALTHY", "DRAINING"]
Slots = dict[int, Status]

ASSIGNMENT = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"


def assignment(service: str, uid: int, slots: Slots) -> dict[str, Any]:
    """The cluster's load assignment: one loopback endpoint per slot, probed on the slot's health port."""
    endpoints = [
        {
            "health_status": status,
            "endpoint": {
                "address": {"socket_address": {"address": "127.0.0.1", "port_value": port(uid, slot)}},
                "health_check_config": {"port_value": health_port(uid, slot)},
            },
        }
        for slot, status in sorted(slots.items())
    ]
    return {"cluster_name": cluster_name(service), "endpoints": [{"lb_endpoints": endpoints}]}


def endpoints_version(service: str, uid: int, slots: Slots) -> str:
    """The value of `cluster.svc/<service>.version_text` once Envoy has loaded exactly these endpoints."""
    text = json.dumps(assignment(service, uid, slots), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def endpoints_text(service: str, uid: int, slots: Slots) -> str:
    """The file's whole text."""
    response = {
        "version_info": endpoints_version(service, uid, slots),
        "resources": [{"@type": ASSIGNMENT, **assignment(service, uid, slots)}],
    }
    return json.dumps(response, sort_keys=True, indent=2) + "\n"
