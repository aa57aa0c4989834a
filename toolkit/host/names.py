"""Numbers and names that are derived from a service's name and UID, never stored."""

from dataclasses import dataclass

from host.contract import CONTRACT

_PORTS = CONTRACT["ports"]
_ENVOY = CONTRACT["envoy"]

FIRST_UID: int = CONTRACT["service"]["firstUid"]
LAST_UID: int = CONTRACT["service"]["lastUid"]
SLOTS = range(CONTRACT["slots"])
INGRESS_UID: int = _ENVOY["uid"]
INGRESS_USER: str = _ENVOY["user"]
INGRESS_CONTAINER: str = _ENVOY["container"]
INGRESS_UNIT = f"{INGRESS_CONTAINER}.service"
# Paths that every sidecar answers on a slot's health port: its own health, and the application's.
SIDECAR_HEALTH_PATH: str = CONTRACT["caddy"]["healthPath"]
READINESS_PATH: str = CONTRACT["caddy"]["readinessPath"]
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
    return f"{CONTRACT['service']['userPrefix']}{service}"


def gecos(service: str) -> str:
    """The comment that marks an account as homelab's."""
    return f"homelab {service}"


def port(uid: int, slot: int) -> int:
    """Loopback port on which a slot takes TLS traffic."""
    number: int = _PORTS["first"] + (uid - FIRST_UID) * _PORTS["perService"] + slot
    return number


def health_port(uid: int, slot: int) -> int:
    """Loopback port on which a slot serves health checks and metrics over plain HTTP."""
    number: int = port(uid, slot) + _PORTS["healthOffset"]
    return number


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
    """The transient system unit in which a deploy runs; its name serves as the lock."""
    return f"homelab-deploy-{service}.service"
