"""Writes a pod's files to where systemd and the containers read them, and records what was written."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.compare import Installed
from deploy.deploy import Deploy
from deploy.pods import WantedPod, installed_path
from host import files
from host.errors import HostProblem
from host.kept import NewerFormat, build, read_kept, write_kept


def read_installed(deploy: Deploy, pod: str) -> Installed | None:
    """The record of what was installed for a pod; None if it is missing or damaged. NewerFormat is raised."""
    path = _record(deploy, pod)
    try:
        raw = read_kept(path)
        return None if raw is None else build(Installed, raw, str(path))
    except NewerFormat:
        raise
    except HostProblem:
        # Without a record the pod is recreated, which repairs it.
        return None


def installed_pods(deploy: Deploy) -> list[str]:
    """Names of all pods with installed files."""
    folder = deploy.ctx.paths.slots(deploy.service)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def hashes_on_disk(deploy: Deploy, pod: str, keys: set[str]) -> dict[str, str]:
    """key -> SHA-256 of the existing files."""
    found = {}
    for key in keys:
        try:
            found[key] = hashlib.sha256(_path(deploy, pod, key).read_bytes()).hexdigest()
        except OSError:
            continue
    return found


def install(deploy: Deploy, wanted: WantedPod, pending: set[str]) -> None:
    """Write all files of a pod and delete files that it no longer has. `pending` stays recorded until `settle`."""
    pod = wanted.pod.name
    before = read_installed(deploy, pod)
    # The record is written first and lists the files of both versions, so that an interruption leaves no unknown file.
    gone = {key: effect for key, effect in (before.files if before else {}).items() if key not in wanted.files}
    now = {key: file.effect for key, file in wanted.files.items()}
    _write_record(deploy, wanted, {**gone, **now}, pending)
    files.folder(deploy.ctx.paths.slots(deploy.service), 0o755)
    for container in wanted.pod.containers:
        # The folder is mounted even if it is empty.
        files.folder(deploy.ctx.paths.slots(deploy.service) / pod / container, 0o755)
    for key, file in wanted.files.items():
        files.write(_path(deploy, pod, key), file.text)
    for key in gone:
        _remove(deploy, pod, key)
    _write_record(deploy, wanted, now, pending)


def settle(deploy: Deploy, wanted: WantedPod) -> None:
    """Record that the pod has started with the installed files."""
    _write_record(deploy, wanted, {key: file.effect for key, file in wanted.files.items()}, set())


def mark_pending(deploy: Deploy, pod: str, effects: set[str]) -> None:
    """Record effects that the next deploy applies although no file differs."""
    installed = read_installed(deploy, pod)
    if installed is not None:
        _write(deploy, pod, installed.containers, installed.files, {*installed.pending, *effects})


def uninstall(deploy: Deploy, pod: str) -> None:
    """Delete all files of a pod and, last, its record, so that an interrupted removal can be found again."""
    installed = read_installed(deploy, pod)
    for key in installed.files if installed else ():
        _remove(deploy, pod, key)
    files.remove_tree(deploy.ctx.paths.slots(deploy.service) / pod)


def _remove(deploy: Deploy, pod: str, key: str) -> None:
    path = _path(deploy, pod, key)
    files.remove(path)
    if path.parent.name.endswith(".container.d"):
        files.remove_empty(path.parent)


def _write_record(deploy: Deploy, wanted: WantedPod, effects: dict[str, str], pending: set[str]) -> None:
    _write(deploy, wanted.pod.name, wanted.pod.containers, effects, pending)


def _write(deploy: Deploy, pod: str, containers: Iterable[str], effects: Mapping[str, str], pending: set[str]) -> None:
    write_kept(_record(deploy, pod), {"containers": list(containers), "files": dict(effects), "pending": sorted(pending)})


def _record(deploy: Deploy, pod: str) -> Path:
    return deploy.ctx.paths.slots(deploy.service) / pod / "installed.json"


def _path(deploy: Deploy, pod: str, key: str) -> Path:
    return installed_path(deploy.ctx, deploy.service, deploy.account.uid, pod, key)
