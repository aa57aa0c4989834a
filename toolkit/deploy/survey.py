"""Compares pods with what is wanted, and finds out which slots serve requests."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.compare import Change, change_of, effects
from deploy.deploy import Deploy
from deploy.install import hashes_on_disk, installed_pods, read_installed
from deploy.pods import WantedPod, wanted_pod
from host import systemd
from host.names import health_port
from host.systemd import active
from state.effects import restart_of
from state.manifest import Manifest, Pod

OK = 200
SERVER_ERROR = 500


@dataclass(frozen=True)
class Target:
    """A version whose images are present. `restart`: restart applications even if nothing differs."""

    manifest: Manifest
    digests: Mapping[str, str]
    revisions: Mapping[str, str]
    restart: bool = False


@dataclass(frozen=True)
class Work:
    """One wanted pod and its change. `pending` are the effects to record until it has started."""

    wanted: WantedPod
    pending: frozenset[str]
    change: Change


def survey(deploy: Deploy, target: Target) -> list[Work]:
    """Every wanted pod with its change, compared with the files on disk and the running units."""
    states = systemd.show(deploy.ctx, target.manifest.units, account=deploy.account)
    return [_work(deploy, target, pod, states) for pod in target.manifest.pods]


def _work(deploy: Deploy, target: Target, pod: Pod, states: Mapping[str, dict[str, str]]) -> Work:
    wanted = wanted_pod(target.manifest, pod, target.digests, target.revisions)
    installed = read_installed(deploy, pod.name)
    found = effects(wanted, installed, hashes_on_disk(deploy, pod.name, set(wanted.files)))
    if target.restart and pod.slot is not None:
        found |= {restart_of(name) for name in pod.applications}
    all_active = all(active(states.get(unit)) for unit in pod.units)
    return Work(wanted, frozenset(found), change_of(wanted, found, all_active))


def surplus_pods(deploy: Deploy, target: Target | None) -> list[str]:
    """Installed pods that the target does not have."""
    wanted = {pod.name for pod in target.manifest.pods} if target else set()
    return [name for name in installed_pods(deploy) if name not in wanted]


def slot_number(deploy: Deploy, pod: str) -> int | None:
    """The slot whose pod has this name; None for the state pod."""
    number = pod.removeprefix(f"{deploy.service}-")
    return int(number) if number.isdigit() else None


def inactive_units(deploy: Deploy, pod: Pod) -> list[str]:
    """Units of a pod that are not running."""
    states = systemd.show(deploy.ctx, pod.units, account=deploy.account)
    return [unit for unit in pod.units if not active(states.get(unit))]


def serving_slots(deploy: Deploy, manifest: Manifest) -> set[int]:
    """Slots that answer on their health port right now."""
    return {pod.slot for pod in manifest.slots if pod.slot is not None and _answers(deploy, manifest, pod.slot)}


def _answers(deploy: Deploy, manifest: Manifest, slot: int) -> bool:
    if manifest.health_path is None:
        return False
    answer = healthy(deploy, manifest, slot)
    # 404: an older version may not have the new version's health path. 5xx: Caddy answers without its application.
    return isinstance(answer, int) and answer < SERVER_ERROR


def healthy(deploy: Deploy, manifest: Manifest, slot: int) -> int | str:
    """Status of the slot's health path, or the reason for having none."""
    return deploy.ctx.probes.health(health_port(deploy.account.uid, slot), manifest.health_path or "/")
