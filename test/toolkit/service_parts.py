"""The parts of a service's generation and of Podman's store, as tests write them."""

from typing import Any

from fake_envoy import UID
from host.names import health_port, port


def stored_image(reference: str, its_digest: str) -> dict[str, Any]:
    name = reference.rpartition(":")[0]
    return {"Id": its_digest[-12:], "Names": [reference], "Digest": its_digest, "RepoDigests": [f"{name}@{its_digest}"]}


def pod_unit(pod: dict[str, Any]) -> str:
    lines = ["[Pod]", f"PodName={pod['name']}"]
    if (slot := pod["slot"]) is not None:
        lines += [f"PublishPort=127.0.0.1:{port(UID, slot)}:8443", f"PublishPort=127.0.0.1:{health_port(UID, slot)}:8081"]
    return "\n".join(lines) + "\n"


def container(image: str, secrets: list[str]) -> dict[str, Any]:
    return {"image": image, "within": 30, "secrets": [{"secret": each, "type": "mount", "target": each} for each in secrets]}


def container_unit(described: dict[str, Any], mountpoint: str) -> str:
    """A container's unit. mountpoint: of its dataset, empty without one."""
    lines = [f"AssertPathIsMountPoint={mountpoint}"] if mountpoint else []
    return "\n".join([*lines, "[Container]", f"Image={described['image']}"]) + "\n"
