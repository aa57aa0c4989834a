"""Renders fragments to the two files that Envoy reads. Pure: the same fragments give the same bytes."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from ingress.clusters import clusters
from ingress.fragments import Fragment, check_together
from ingress.listeners import cluster_name, listeners

Json = dict[str, Any]


@dataclass(frozen=True)
class Assembly:
    """Resources of one ingress generation."""

    listeners: list[Json]
    clusters: list[Json]

    @property
    def lds_version(self) -> str:
        """The value of `listener_manager.lds.version_text` once Envoy has loaded the listeners."""
        return _version(self.listeners)

    @property
    def cds_version(self) -> str:
        """The value of `cluster_manager.cds.version_text` once Envoy has loaded the clusters."""
        return _version(self.clusters)

    def files(self) -> dict[str, str]:
        """File name -> text of the generation's folder."""
        return {
            "lds.json": _text({"version_info": self.lds_version, "resources": self.listeners}),
            "cds.json": _text({"version_info": self.cds_version, "resources": self.clusters}),
        }


def assemble(fragments: list[Fragment], newcomer: str | None = None) -> Assembly:
    """Merge the fragments, sorted by service. HostProblem, attributed to `newcomer`, if two of them conflict."""
    ordered = sorted(fragments, key=lambda fragment: fragment.service)
    check_together(sorted(ordered, key=lambda fragment: fragment.service == newcomer))
    return Assembly(listeners(ordered), clusters(ordered))


def static_bootstrap(assembly: Assembly) -> str:
    """The same resources as a static bootstrap, because `--mode validate` does not read files that a dynamic one names."""
    static = []
    for cluster in assembly.clusters:
        plain = {key: value for key, value in cluster.items() if key not in ("@type", "eds_cluster_config")}
        endpoint = {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 1}}, "health_check_config": {"port_value": 2}}
        load = {"cluster_name": cluster["name"], "endpoints": [{"lb_endpoints": [{"endpoint": endpoint}]}]}
        static.append({**plain, "type": "STATIC", "load_assignment": load})
    plain_listeners = [{key: value for key, value in each.items() if key != "@type"} for each in assembly.listeners]
    return _text(
        {
            "node": {"id": "validate", "cluster": "validate"},
            "static_resources": {"listeners": plain_listeners, "clusters": static},
        }
    )


def reassemble(lds: str, cds: str) -> Assembly:
    """The assembly in a generation's two files. ValueError or KeyError if they are damaged."""
    return Assembly(json.loads(lds)["resources"], json.loads(cds)["resources"])


def resources_by_name(assembly: Assembly) -> dict[str, str]:
    """Every unit of change -> its canonical text: listeners without chains, chains, clusters."""
    found: dict[str, str] = {}
    for listener in assembly.listeners:
        shell = {key: value for key, value in listener.items() if key != "filter_chains"}
        found[f"listener {listener['name']}"] = _text(shell)
        for chain in listener["filter_chains"]:
            found[f"chain {chain['name']}"] = _text(chain)
    for cluster in assembly.clusters:
        found[f"cluster {cluster['name']}"] = _text(cluster)
    return found


def foreign_changes(before: Assembly, after: Assembly, service: str) -> list[str]:
    """Names of resources that differ although they are not `service`'s; must be empty for a route's change."""
    cluster, chains = f"cluster {cluster_name(service)}", f"chain {cluster_name(service)}/"
    return [name for name in changes(before, after) if name != cluster and not name.startswith(chains)]


def changes(before: Assembly, after: Assembly) -> list[str]:
    """Names of all resources that differ."""
    old, new = resources_by_name(before), resources_by_name(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _version(resources: list[Json]) -> str:
    return hashlib.sha256(json.dumps(resources, sort_keys=True).encode()).hexdigest()[:16]


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, indent=2) + "\n"
