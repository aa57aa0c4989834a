"""The host's network: a wire to a small network of the supervisor's own, which leads nowhere else.

Nothing of it is an interface, an address or a route of this computer. The host is 10.0.2.15. The supervisor is everybody
else: the gateway 10.0.2.2 and the addresses of the stand-ins, as in the user network of QEMU.
"""

from pathlib import Path

from supervisor import linux, programs
from supervisor.spec import Spec

GUEST = "10.0.2.15"
_GATEWAY = "10.0.2.2"


def make_router(spec: Spec) -> None:
    """From here on this process is in a network namespace of its own, with the addresses of the stand-ins."""
    linux.unshare(linux.CLONE_NEWNET)
    _ip(spec.tree, "link", "set", "lo", "up")
    for relay in spec.relays:
        _ip(spec.tree, "addr", "add", f"{relay.address.partition(':')[0]}/32", "dev", "lo")


def lay_wire(spec: Spec, pid: int) -> None:
    """Connect the network namespace of a process. A wire goes with its host, so each start lays another one."""
    _ip(spec.tree, "link", "add", "wire", "type", "veth", "peer", "name", "eth0", "netns", str(pid))
    _ip(spec.tree, "addr", "add", f"{_GATEWAY}/24", "dev", "wire")
    _ip(spec.tree, "link", "set", "wire", "up")


def configure_guest(tree: Path) -> None:
    """In the host's own network namespace: its address and its way out."""
    _ip(tree, "link", "set", "lo", "up")
    _ip(tree, "addr", "add", f"{GUEST}/24", "dev", "eth0")
    _ip(tree, "link", "set", "eth0", "up")
    _ip(tree, "route", "add", "default", "via", _GATEWAY)


def _ip(tree: Path, *words: str) -> None:
    programs.run(tree, "ip", *words)
