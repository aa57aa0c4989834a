"""Restores the files, units and containers of a service with a deploy of its committed version."""

from collections import defaultdict

from deploy.install import mark_pending
from deploy.pods import WantedPod, wanted_pod
from deploy.request import request_of
from deploy.rollout import roll_out
from drift.containers import wrong_image
from drift.machine import Service, read_service
from drift.podman_store import read_store
from drift.pods import MODE, Stray, looking, strays, wanted_files
from host import files, systemd
from host.context import Context
from host.names import Account
from state.deploys import wait_for_deploy
from state.effects import restart_of
from state.manifest import Manifest
from state.version import Version


def restore_pods(ctx: Context, account: Account) -> None:
    """Deploy the committed version again where something differs. HostProblem with the deploy's report if that fails."""
    wait_for_deploy(ctx, account.service)
    service = read_service(ctx, account)
    if service.manifest is None or service.version is None:
        return
    manifest, version = service.manifest, service.version
    pods = [wanted_pod(manifest, pod, version.digests, version.revisions) for pod in manifest.pods]
    found = strays(ctx, service, manifest, pods)
    _mark(ctx, service, found, _wrong_images(ctx, service, manifest, version))
    _remove(ctx, account, found)
    _own(ctx, service, manifest, pods)
    roll_out(ctx, request_of(ctx, account, version))


def _wrong_images(ctx: Context, service: Service, manifest: Manifest, version: Version) -> list[tuple[str, str]]:
    """(pod, effect) of each container that its unit would not create so."""
    store = read_store(ctx, service.account)
    if store is None:
        return []
    every = [(pod, name) for pod in manifest.pods for name in pod.containers]
    return [(pod.name, restart_of(name)) for pod, name in every if wrong_image(service.name, pod, name, version, store)]


def _mark(ctx: Context, service: Service, found: list[Stray], images: list[tuple[str, str]]) -> None:
    effects: defaultdict[str, set[str]] = defaultdict(set)
    for pod, effect in [*((each.pod, each.effect) for each in found if each.pod), *images]:
        effects[pod].add(effect)
    for pod, restarts in effects.items():
        # Recorded before the files go, so that an interruption does not forget the restart.
        mark_pending(looking(ctx, service), pod, restarts)


def _remove(ctx: Context, account: Account, found: list[Stray]) -> None:
    for stray in found:
        ctx.say(f"{account.service}: removing {stray.path}, which homelab has not written")
        files.remove(stray.path)
        if stray.path.parent.name.endswith(".d"):
            files.remove_empty(stray.path.parent)
    if found:
        systemd.daemon_reload(ctx, account)


def _own(ctx: Context, service: Service, manifest: Manifest, pods: list[WantedPod]) -> None:
    """Owner and mode, which a deploy does not compare."""
    for path, _, _ in wanted_files(ctx, service, manifest, pods):
        if path.is_file() and not path.is_symlink():
            if files.owner_of(path) != (0, 0):
                files.give(path, 0, 0)
            if path.stat().st_mode & 0o7777 != MODE:
                path.chmod(MODE)
