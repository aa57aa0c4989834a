"""One EDS cluster per service: PROXY protocol to the sidecar, plain probes, one endpoints file of its own."""

from typing import Any

from host.contract import CONTRACT
from ingress.fragments import Fragment
from ingress.listeners import cluster_name

SOCKETS = "type.googleapis.com/envoy.extensions.transport_sockets"

Json = dict[str, Any]


def clusters(fragments: list[Fragment]) -> list[Json]:
    """All clusters, in the order of the fragments."""
    return [_cluster(fragment) for fragment in fragments]


def _cluster(fragment: Fragment) -> Json:
    return {
        "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        "name": cluster_name(fragment.service),
        "type": "EDS",
        "connect_timeout": "2s",
        "per_connection_buffer_limit_bytes": 32768,
        "eds_cluster_config": {
            "eds_config": {
                "resource_api_version": "V3",
                # No watched directory: Envoy notices a rename onto this path, and a change of one service does not
                # make it read the files of all other services again.
                "path_config_source": {"path": f"{CONTRACT['envoy']['stateInContainer']}/endpoints/{fragment.service}.json"},
            }
        },
        # 0 switches panic routing off: a slot known to be down never gets a connection.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
        "ignore_health_on_host_removal": True,
        "health_checks": [_health_check(fragment)],
        "transport_socket_matches": [
            {"name": "probe", "match": {"probe": True}, "transport_socket": _raw()},
        ],
        "transport_socket": {
            "name": "envoy.transport_sockets.upstream_proxy_protocol",
            "typed_config": {
                "@type": f"{SOCKETS}.proxy_protocol.v3.ProxyProtocolUpstreamTransport",
                "config": {"version": "V2"},
                "transport_socket": _raw(),
            },
        },
    }


def _health_check(fragment: Fragment) -> Json:
    return {
        "timeout": "5s",
        "interval": "3s",
        "unhealthy_interval": "1s",
        # Without traffic Envoy would probe only once a minute, and a deploy waits for the result.
        "no_traffic_interval": "3s",
        "unhealthy_threshold": 3,
        "healthy_threshold": 1,
        "http_health_check": {
            "path": fragment.health,
            # The default Host is the cluster's name, whose slash makes servers answer with 400.
            "host": fragment.service,
            # Without this, one such response is enough, whatever the threshold: a single slow moment of a busy host would
            # take the only serving slot out of use while the other one is changed.
            "retriable_statuses": [{"start": 500, "end": 600}],
        },
        "transport_socket_match_criteria": {"probe": True},
    }


def _raw() -> Json:
    return {
        "name": "envoy.transport_sockets.raw_buffer",
        "typed_config": {"@type": f"{SOCKETS}.raw_buffer.v3.RawBuffer"},
    }
