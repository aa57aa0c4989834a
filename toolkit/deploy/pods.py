"""Renders a pod's files for one version: units, drop-ins with digest and secrets, config. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from host.context import Context
from host.errors import HostProblem
from host.images import image_name
from host.names import DROP_IN
from state.effects import restart_of
from state.manifest import CONFIG, UNITS, Container, Manifest, Pod


@dataclass(frozen=True)
class WantedFile:
    """Content of one installed file, and the effect of a change."""

    text: str
    effect: str

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class WantedPod:
    """A pod and its files by key: `units/<file>` or `config/<container>/<path>`."""

    pod: Pod
    files: dict[str, WantedFile]


def wanted_pod(manifest: Manifest, pod: Pod, digests: Mapping[str, str], revisions: Mapping[str, str]) -> WantedPod:
    """All files of a pod. HostProblem if a secret has no revision."""
    wanted: dict[str, WantedFile] = {}
    units = {f"{UNITS}{pod.name}.pod", *(f"{UNITS}{pod.name}-{name}.container" for name in pod.containers)}
    configs = tuple(f"{CONFIG}{name}/" for name in pod.containers)
    for path, effect in manifest.files.items():
        if path in units or path.startswith(configs):
            wanted[path] = WantedFile(manifest.read(path), effect)
    for name in pod.containers:
        key = f"{UNITS}{pod.name}-{name}.container.d/{DROP_IN}"
        text = drop_in(manifest, name, digests[name], revisions)
        wanted[key] = WantedFile(text, restart_of(name))
    return WantedPod(pod, wanted)


def drop_in(manifest: Manifest, name: str, digest: str, revisions: Mapping[str, str]) -> str:
    """The quadlet drop-in with the image and the secrets of this deploy."""
    container = manifest.containers[name]
    lines = [
        "# Written by the deploy: the image it met under the unit's tag, and the secrets' revisions.",
        "[Container]",
        f"Image={image_name(container.image)}@{digest}",
        *_secret_lines(manifest.service, container, revisions),
    ]
    return "\n".join(lines) + "\n"


def _secret_lines(service: str, container: Container, revisions: Mapping[str, str]) -> list[str]:
    lines = []
    for each in container.secrets:
        if each.secret not in revisions:
            raise HostProblem(
                f"{service}.secrets.{each.secret}",
                "the rollout's spec has no revision of this secret",
                "run `pulumi up` again; if the problem persists, run `pulumi refresh` first",
            )
        kind = "type=env," if each.type == "env" else ""
        lines.append(f"Secret={each.secret}.{revisions[each.secret]},{kind}target={each.target}")
    return lines


def installed_path(ctx: Context, service: str, uid: int, pod: str, key: str) -> Path:
    """Path of a pod's file on the host."""
    if key.startswith(UNITS):
        return ctx.paths.units(uid, service) / key.removeprefix(UNITS)
    return ctx.paths.slots(service) / pod / key.removeprefix(CONFIG)
