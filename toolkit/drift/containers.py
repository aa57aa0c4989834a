"""Compares what runs with what was applied: units, the images of containers, and secrets by revision."""

from collections.abc import Mapping

from drift.difference import Difference, Found, Uncompared, mend, replace
from drift.machine import Machine, Service, manager
from drift.podman_store import PodmanStore
from host.names import container_unit, pod_unit
from host.systemd import active
from state.manifest import Manifest, Pod
from state.version import Version

_DIGITS = 12


def container_differences(service: Service, manifest: Manifest, version: Version, machine: Machine, store: PodmanStore | None) -> Found:
    """Units that do not run, and containers of another image."""
    if not machine.runs(manager(service.account)):
        # The account's own difference says it.
        return []
    units = {unit: dict(state) for unit, state in machine.own[service.name]().items()}
    found: Found = []
    for pod in manifest.pods:
        down = _down(pod, units)
        found += [_container(service.name, what, state, "running") for what, state in down.items()]
        if store is not None and not down:
            found += [each for name in pod.containers for each in wrong_image(service.name, pod, name, version, store)]
    return found


def _down(pod: Pod, units: Mapping[str, dict[str, str]]) -> dict[str, str]:
    if not active(units.get(pod_unit(pod.name))):
        return {f"pod {pod.name}": _state(units.get(pod_unit(pod.name)))}
    states = {name: units.get(container_unit(pod.name, name)) for name in pod.containers}
    return {f"container {pod.name}-{name}": _state(state) for name, state in states.items() if not active(state)}


def _state(unit: Mapping[str, str] | None) -> str:
    if unit is None:
        return "unknown to systemd"
    state, detail = unit.get("ActiveState", "unknown"), unit.get("SubState", "")
    return f"{state} ({detail})" if detail not in ("", state) else state


def wrong_image(service: str, pod: Pod, name: str, version: Version, store: PodmanStore) -> list[Difference]:
    """The difference of a container that is not the one that its unit would create."""
    container, wanted = f"{pod.name}-{name}", version.digests.get(name, "")
    digests = store.containers.get(container)
    if digests is None:
        return [_container(service, f"container {container}", "missing in Podman's store", "running")]
    if wanted in digests:
        return []
    return [_container(service, f"image of {container}", _short(min(digests, default="unknown")), _short(wanted))]


def secret_differences(service: str, version: Version, store: PodmanStore | None) -> Found:
    """The secrets of the running version that Podman does not have. Their values are only in the stack."""
    names = [f"{name}.{revision}" for name, revision in sorted(version.revisions.items())]
    if store is None:
        why = "Podman's store is not as homelab knows it"
        return [Uncompared(service, "images and secrets", why)]
    fix = replace(f"{service}-secrets")
    return [Difference(service, "secret", f"secret {name}", "missing", "stored", fix) for name in names if name not in store.secrets]


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:_DIGITS]


def _container(service: str, what: str, actual: str, applied: str) -> Difference:
    return Difference(service, "container", what, actual, applied, mend(service))
