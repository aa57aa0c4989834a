"""Numbers and names that are derived from a service's name and UID, never stored."""

from dataclasses import dataclass

FIRST_UID = 2000
LAST_UID = 3999
SLOTS = range(5)
FIRST_SUBID = 1048576
SUBID_COUNT = 65536
INGRESS_UID = 1999
INGRESS_USER = "homelab-ingress"
INGRESS_UNIT = "homelab-ingress.service"
# What a deploy adds to a unit as a systemd drop-in: the digest and the secret revisions it runs with.
DROP_IN = "10-deploy.conf"


@dataclass(frozen=True)
class Account:
    """The unprivileged account of one service. `home` is an absolute path on the host."""

    service: str
    uid: int
    home: str

    @property
    def user(self) -> str:
        """The login name, `svc-<service>`."""
        return user_name(self.service)

    @property
    def runtime_dir(self) -> str:
        """XDG_RUNTIME_DIR of the account's systemd manager."""
        return f"/run/user/{self.uid}"


def user_name(service: str) -> str:
    """The login name of a service."""
    return f"svc-{service}"


def gecos(service: str) -> str:
    """The comment by which an account is recognised as ours."""
    return f"homelab {service}"


def subid_start(uid: int) -> int:
    """First subordinate id of a service; its range is SUBID_COUNT long."""
    return FIRST_SUBID + (uid - FIRST_UID) * SUBID_COUNT


def port(uid: int, slot: int) -> int:
    """Loopback port on which a slot takes TLS traffic."""
    return 10000 + (uid - FIRST_UID) * 10 + slot


def health_port(uid: int, slot: int) -> int:
    """Loopback port on which a slot answers health questions and metrics in plain HTTP."""
    return port(uid, slot) + 5


def pod_unit(pod: str) -> str:
    """systemd unit that Podman generates for `<pod>.pod`."""
    return f"{pod}-pod.service"


def container_unit(pod: str, container: str) -> str:
    """systemd unit that Podman generates for `<pod>-<container>.container`."""
    return f"{pod}-{container}.service"


def network_unit(service: str) -> str:
    """systemd unit that Podman generates for `<service>.network`."""
    return f"{service}-network.service"


def deploy_unit(service: str) -> str:
    """The transient system unit in which a deploy runs; its name is the lock."""
    return f"homelab-deploy-{service}.service"
