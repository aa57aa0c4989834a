"""Compares the files of a service's pods with its generation, and finds those that homelab has not written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.commit import scrape_text
from deploy.deploy import Deploy, begin
from deploy.pods import WantedPod, installed_path, wanted_pod
from deploy.survey import Target, surplus_pods
from drift.difference import Difference, Found, mend, replace
from drift.machine import Service
from host import files
from host.context import Context
from host.spec import hash_of_files
from state.effects import POD, restart_of
from state.manifest import CONFIG, UNITS, Manifest
from state.version import Version

MODE = 0o644
_RECORD = "installed.json"


@dataclass(frozen=True)
class Stray:
    """A file that homelab has not written. `effect`: what has to restart once it is gone; `pod` is None if it is of no pod."""

    path: Path
    pod: str | None
    effect: str


def looking(ctx: Context, service: Service) -> Deploy:
    """The context of a deploy that is not going to happen."""
    return begin(ctx, service.account, "drift", "inPlace", 0)


def generation_differences(service: Service) -> Found:
    """The folder of a generation is named by the hash of its files."""
    if service.version is None:
        return []
    name = service.version.generation
    state = "missing or damaged" if service.manifest is None else None if _hash(service.manifest.folder) == name else "edited"
    if state is None:
        return []
    fix = replace(f"{service.name}-quadlets")
    return [Difference(service.name, "generation", f"generation {name}", state, "the files that were applied", fix)]


def _hash(folder: Path) -> str:
    try:
        return hash_of_files({str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()})
    except UnicodeDecodeError:
        return ""


def pod_differences(ctx: Context, service: Service, manifest: Manifest, version: Version) -> Found:
    """Units, drop-ins, config files and the scrape list, and pods that are too many."""
    name = service.name
    pods = [wanted_pod(manifest, pod, version.digests, version.revisions) for pod in manifest.pods]
    found: Found = [
        Difference(name, "files", _label(key), state, f"as in generation {version.generation}", mend(name))
        for path, key, text in wanted_files(ctx, service, manifest, pods)
        if (state := _state(path, text)) is not None
    ]
    found += [_stray(ctx, name, each) for each in strays(ctx, service, manifest, pods)]
    surplus = surplus_pods(looking(ctx, service), Target(manifest, version.digests, version.revisions))
    found += [Difference(name, "files", f"pod {pod}", "installed", "no longer part of the service", mend(name)) for pod in surplus]
    scrape = ctx.paths.scrape / f"{name}.json"
    if files.read(scrape) != scrape_text(manifest):
        found.append(Difference(name, "files", "scrape list", "missing or edited", "as applied", mend(name)))
    return found


def wanted_files(ctx: Context, service: Service, manifest: Manifest, pods: list[WantedPod]) -> Iterator[tuple[Path, str, str]]:
    """(path, `<pod> <key>`, text) of every file that the deploy has written."""
    for pod in pods:
        for key, file in pod.files.items():
            yield installed_path(ctx, service.name, service.account.uid, pod.pod.name, key), f"{pod.pod.name} {key}", file.text
    if manifest.network:
        key = f"{UNITS}{manifest.network}"
        yield ctx.paths.units(service.account.uid, service.name) / manifest.network, f"{service.name} {key}", manifest.read(key)


def _label(key: str) -> str:
    pod, _, path = key.partition(" ")
    return f"unit {path.removeprefix(UNITS)}" if path.startswith(UNITS) else f"config {pod}: {path.removeprefix(CONFIG)}"


def _state(path: Path, text: str) -> str | None:
    try:
        if path.is_symlink():
            return "a link"
        if path.read_bytes() != text.encode():
            return "edited"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    mode, owner = path.stat().st_mode & 0o7777, files.owner_of(path)
    return None if (mode, owner) == (MODE, (0, 0)) else "mode {:04o}, owner {}:{}".format(mode, *owner)


def strays(ctx: Context, service: Service, manifest: Manifest, pods: list[WantedPod]) -> list[Stray]:
    """The files in the folders that belong to homelab which it has not written."""
    expected = {path for path, _, _ in wanted_files(ctx, service, manifest, pods)}
    found = [_unit(path, pods) for path in _files_in(ctx.paths.units(service.account.uid, service.name)) if path not in expected]
    for pod in pods:
        folder = ctx.paths.slots(service.name) / pod.pod.name
        found += [
            Stray(path, pod.pod.name, restart_of(path.relative_to(folder).parts[0]))
            for path in _files_in(folder)
            if path not in expected and path.name != _RECORD and path.relative_to(folder).parts[0] in pod.pod.containers
        ]
    return found


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _unit(path: Path, pods: list[WantedPod]) -> Stray:
    # `feeds-0-app.container.d/20-mine.conf`, `feeds-0.pod.d/x.conf`.
    of = path.parent.name.removesuffix(".d")
    for pod in pods:
        for container in pod.pod.containers:
            if of == f"{pod.pod.name}-{container}.container":
                return Stray(path, pod.pod.name, restart_of(container))
        if of == f"{pod.pod.name}.pod":
            return Stray(path, pod.pod.name, POD)
    return Stray(path, None, POD)


def _stray(ctx: Context, service: str, stray: Stray) -> Difference:
    shown = f"/{stray.path.relative_to(ctx.paths.root)}"
    return Difference(service, "files", shown, "not homelab's", "no such file", mend(service))
