"""The two listeners of the ingress: TLS by server name on :443, a redirect on :80."""

from ipaddress import ip_network
from typing import Any

from ingress.fragments import Fragment

LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener"
NETWORK = "type.googleapis.com/envoy.extensions.filters.network"

Json = dict[str, Any]


def cluster_name(service: str) -> str:
    """Name of a service's cluster, and the beginning of the names of its filter chains."""
    return f"svc/{service}"


def listeners(fragments: list[Fragment]) -> list[Json]:
    """All listeners, in a fixed order; only the chains of the first one depend on the services."""
    return [_redirect(), _tls(fragments)]


def _tls(fragments: list[Fragment]) -> Json:
    # Nothing but `filter_chains` may change: Envoy then replaces only the chains that differ and keeps the connections
    # of all other services.
    return {
        "@type": LISTENER,
        "name": "tls",
        "address": _address(443),
        "listener_filters": [
            {
                "name": "envoy.filters.listener.tls_inspector",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector"},
            }
        ],
        "listener_filters_timeout": "5s",
        "per_connection_buffer_limit_bytes": 32768,
        "filter_chains": [_placeholder(), *(_chain(fragment, name) for fragment in fragments for name in sorted(fragment.names))],
    }


def _placeholder() -> Json:
    # Envoy rejects a listener without chains and rebuilds one that had none, so there is always one chain, which nobody
    # can reach (`.invalid` is reserved).
    return {
        "name": "ingress/placeholder",
        "filter_chain_match": {"server_names": ["placeholder.invalid"], "transport_protocol": "tls"},
        "filters": [
            {
                "name": "envoy.filters.network.direct_response",
                "typed_config": {"@type": f"{NETWORK}.direct_response.v3.Config"},
            }
        ],
    }


def _chain(fragment: Fragment, name: str) -> Json:
    # One chain for each name: Envoy closes the connections of a chain that differs after its own drain time, so a name
    # that comes or goes must not change the chains of the others.
    cluster = cluster_name(fragment.service)
    return {
        "name": f"{cluster}/{name}",
        "filter_chain_match": _match(fragment, name),
        "filters": [
            {
                "name": "envoy.filters.network.tcp_proxy",
                "typed_config": {
                    "@type": f"{NETWORK}.tcp_proxy.v3.TcpProxy",
                    "stat_prefix": cluster,
                    "cluster": cluster,
                    # If a slot has just stopped, Envoy tries the next one.
                    "max_connect_attempts": 3,
                },
            }
        ],
    }


def _match(fragment: Fragment, name: str) -> Json:
    match: Json = {"server_names": [name], "transport_protocol": "tls"}
    if fragment.sources:
        # For other addresses no chain matches, and Envoy closes the connection as for an unknown name.
        networks = (ip_network(source) for source in sorted(fragment.sources))
        match["source_prefix_ranges"] = [{"address_prefix": str(each.network_address), "prefix_len": each.prefixlen} for each in networks]
    return match


def _redirect() -> Json:
    return {
        "@type": LISTENER,
        "name": "redirect",
        "address": _address(80),
        "per_connection_buffer_limit_bytes": 32768,
        "filter_chains": [
            {
                "name": "ingress/redirect",
                "filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": _redirect_manager()}],
            }
        ],
    }


def _redirect_manager() -> Json:
    return {
        "@type": f"{NETWORK}.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "redirect",
        "use_remote_address": True,
        "request_headers_timeout": "10s",
        "stream_idle_timeout": "10s",
        "common_http_protocol_options": {"idle_timeout": "10s"},
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
            }
        ],
        "route_config": {
            "name": "redirect",
            "virtual_hosts": [
                {
                    "name": "redirect",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "redirect": {"https_redirect": True}}],
                }
            ],
        },
    }


def _address(port: int) -> Json:
    return {"socket_address": {"address": "0.0.0.0", "port_value": port}}
