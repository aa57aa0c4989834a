"""What the rehearsal tells the supervisor about one host: JSON on standard input."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Relay:
    """Connections to one address of the host's network that are led to a stand-in on this computer."""

    # Address and port in the host's network, such as "10.0.2.53:53".
    address: str
    # Key of the port in the record of the stand-ins, such as "dns".
    stand_in: str


@dataclass(frozen=True)
class Spec:
    """One host. Every path is absolute."""

    name: str
    # State folder: disks, supervisor.pid, supervisor.log.
    dir: Path
    # The Debian tree, shared by all hosts and never written to.
    tree: Path
    # Folder of the image registry, shared and read-only too.
    registry: Path
    # Public key that may log in as root: "ssh-ed25519 AAAA…".
    authorized_key: str
    # Loopback port of this computer -> port of the host.
    ports: dict[int, int]
    relays: tuple[Relay, ...]
    # File with the ports of the stand-ins, read at each connection: they may have moved.
    record: Path


def parse(text: str) -> Spec:
    """The spec of a host. A missing or wrong key is an exception: only the rehearsal itself writes it."""
    raw: dict[str, Any] = json.loads(text)
    return Spec(
        name=raw["name"],
        dir=Path(raw["dir"]),
        tree=Path(raw["tree"]),
        registry=Path(raw["registry"]),
        authorized_key=raw["authorizedKey"],
        ports={int(outside): int(inside) for outside, inside in raw["ports"].items()},
        relays=tuple(Relay(address, stand_in) for address, stand_in in raw["relays"].items()),
        record=Path(raw["record"]),
    )
