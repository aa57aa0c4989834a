"""What one service configures in the ingress: its names and its health path, but no ports and no raw Envoy config."""

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any

from host.errors import HostProblem
from host.kept import parse_kept, with_format
from host.names import FIRST_UID, LAST_UID, READINESS_PATH, SIDECAR_HEALTH_PATH
from host.spec import is_service_name, is_service_uid

HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
HEALTH_PATHS = (SIDECAR_HEALTH_PATH, READINESS_PATH)
FIELDS = {"service", "uid", "names", "health", "sources"}


@dataclass(frozen=True)
class Fragment:
    """One service's share of the ingress.

    `health` is the path that Envoy probes on each slot's health port; `sources` are the networks with access, none: all.
    """

    service: str
    uid: int
    names: tuple[str, ...]
    health: str
    sources: tuple[str, ...] = ()

    def text(self) -> str:
        """The fragment as stored in `fragments.d`: JSON with sorted keys and a final newline."""
        fields = {
            "service": self.service,
            "uid": self.uid,
            "names": list(self.names),
            "health": self.health,
            "sources": list(self.sources),
        }
        return json.dumps(with_format(fields), sort_keys=True, indent=2) + "\n"


def parse_fragment(text: str, where: str) -> Fragment:
    """The fragment that a spec asks for. HostProblem at `where` for anything that is not exactly right."""
    try:
        raw: Any = json.loads(text)
    except ValueError as error:
        raise _bad(where, f"not JSON ({error})") from error
    if not isinstance(raw, dict) or set(raw) != FIELDS:
        raise _bad(where, f"must have exactly the fields {', '.join(sorted(FIELDS))}")
    return _fragment(raw, where)


def kept_fragment(text: str, where: str) -> Fragment:
    """A fragment on this host, whichever version of homelab wrote it. HostProblem if it cannot be used."""
    # Without networks where it is from before services could be private.
    raw = {"sources": [], **parse_kept(text, where)}
    if not set(raw) >= FIELDS:
        raise _bad(where, f"lacks {', '.join(sorted(FIELDS - set(raw)))}")
    return _fragment(raw, where)


def _fragment(raw: dict[str, Any], where: str) -> Fragment:
    if not isinstance(raw["service"], str) or not is_service_name(raw["service"]):
        raise _bad(where, "`service` is not a service name")
    if not isinstance(raw["uid"], int) or not is_service_uid(raw["uid"]):
        raise _bad(where, f"`uid` is not a number from {FIRST_UID} to {LAST_UID}")
    if raw["health"] not in HEALTH_PATHS:
        raise _bad(where, f"`health` must be one of {', '.join(HEALTH_PATHS)}")
    names, sources = _names(raw["names"], where), _sources(raw["sources"], where)
    return Fragment(raw["service"], raw["uid"], names, raw["health"], sources)


def check_together(fragments: list[Fragment]) -> None:
    """Refuse a name or a UID that two services claim, for which Envoy would reject the whole configuration."""
    owner_of_name: dict[str, str] = {}
    owner_of_uid: dict[int, str] = {}
    for fragment in fragments:
        for name in fragment.names:
            other = owner_of_name.setdefault(name, fragment.service)
            if other != fragment.service:
                raise HostProblem(
                    f"route {fragment.service}",
                    f"{name} is already served by {other}",
                    "choose another name, or remove it from the other service first",
                )
        other = owner_of_uid.setdefault(fragment.uid, fragment.service)
        if other != fragment.service:
            raise HostProblem(
                f"route {fragment.service}",
                f"uid {fragment.uid}, and with it its ports, belongs to {other}",
                "give the service its own uid",
            )


def _names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _bad(where, "`names` must list at least one host name")
    for name in value:
        if not isinstance(name, str) or not HOST_NAME.fullmatch(name):
            raise _bad(where, f"`names` contains {name!r}, which is not a lower-case host name")
    if len(set(value)) != len(value):
        raise _bad(where, "`names` lists a name twice")
    return tuple(value)


def _sources(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _bad(where, "`sources` must list networks")
    try:
        # Strict: an address with host bits is another spelling of its network, and Envoy rejects a network that is listed twice.
        networks = [str(ipaddress.ip_network(each)) for each in value if isinstance(each, str)]
    except ValueError as error:
        raise _bad(where, f"`sources`: {error}") from error
    if len(networks) != len(value):
        raise _bad(where, "`sources` contains something other than strings")
    if len(set(networks)) != len(networks):
        raise _bad(where, "`sources` lists a network twice")
    return tuple(networks)


def _bad(where: str, problem: str) -> HostProblem:
    return HostProblem(where, problem, "`pulumi up` writes this text; run it again from the current checkout")
