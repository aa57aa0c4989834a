"""Compares datasets with the specs that were applied, and with the mounts that the service's units require."""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drift.difference import Difference, Found, Uncompared, mend
from drift.machine import Service
from host import files, zfs
from host.context import Context
from host.contract import CONTRACT
from host.dataset_spec import Spec, holds, parse
from host.errors import HostProblem
from host.zfs import OWNER
from state.applied import kept_spec
from state.manifest import UNITS

_MOUNTPOINT = re.compile(r"^AssertPathIsMountPoint=(\S+)$", re.MULTILINE)
_PARENT: str = CONTRACT["datasetParent"]


@dataclass(frozen=True)
class Known:
    """A dataset of a service. `whole` is False if only what its place says is known, and not what else was applied."""

    spec: Spec
    whole: bool


def known_datasets(ctx: Context, service: Service) -> list[Known]:
    """The datasets that the running version mounts. A kept spec of another one is of a dataset that has left the definition."""
    if service.manifest is None:
        return []
    units = [path for path in service.manifest.files if path.startswith(UNITS) and path.endswith(".container")]
    mountpoints = {place for path in units for place in _MOUNTPOINT.findall(files.read(service.manifest.folder / path) or "")}
    return [found for place in sorted(mountpoints) if (found := _known(ctx, service.name, place)) is not None]


def _known(ctx: Context, service: str, mountpoint: str) -> Known | None:
    *_, pool, owner, key = mountpoint.split("/")
    if owner != service:
        return None
    mark = f"{service}/{key}"
    text = kept_spec(ctx.paths.dataset_spec(mark))
    if text is not None:
        try:
            return Known(parse(mark, text), True)
        except HostProblem:
            # Another version of homelab has written it: what it says is not known here.
            pass
    return Known(Spec(mark, f"{pool}/{_PARENT}/{mark}", mountpoint, {"mountpoint": mountpoint, OWNER: mark}, {}), False)


def dataset_differences(ctx: Context, service: str, known: Known, there: Mapping[str, zfs.Dataset]) -> Found:
    """What differs; only the dataset itself if it is missing or not this service's."""
    spec, what = known.spec, f"dataset {known.spec.dataset}"
    found = there.get(spec.dataset)
    if found is None:
        # An empty one would hide that the data is gone.
        return [_difference(service, what, "missing", "mounted", f"restore it from a backup, then {mend(service)}")]
    owner = found.get(OWNER)
    if not holds(owner, spec.mark):
        fix = f"zfs set {OWNER}={spec.mark} {spec.dataset}"
        return [_difference(service, f"{what} {OWNER}", str(owner.value) if owner and owner.local else "not set", spec.mark, fix)]
    result = _properties(service, known, found)
    if found["mounted"].value != "yes":
        return [*result, _difference(service, what, "not mounted", "mounted", _unless_whole(known, f"zfs mount {spec.dataset}"))]
    result += _directories(ctx, service, spec)
    if not known.whole:
        why = "they were applied before homelab kept them; the next change of this dataset records them"
        result.append(Uncompared(service, f"quota, properties and directories of {spec.dataset}", why))
    return result


def _properties(service: str, known: Known, found: zfs.Dataset) -> Found:
    result: Found = []
    for key, wanted in [*known.spec.properties.items(), ("canmount", "on")]:
        value = found.get(key)
        # The default of canmount is what is wanted.
        same = value is not None and value.value == wanted if key == "canmount" else holds(value, wanted)
        if not same:
            by_hand = _unless_whole(known, f"zfs set {key}={wanted} {known.spec.dataset}")
            result.append(_difference(service, f"dataset {known.spec.dataset} {key}", _shown(value), wanted, by_hand))
    return result


def _directories(ctx: Context, service: str, spec: Spec) -> Found:
    result: Found = []
    for path, ids in spec.directories.items():
        actual, applied = _directory(ctx.paths.on_host(spec.mountpoint), path), "{}:{}".format(*ids)
        if actual != applied:
            result.append(_difference(service, f"directory {spec.mountpoint}/{path}".removesuffix("/."), actual, applied))
    return result


def _unless_whole(known: Known, command: str) -> str | None:
    """The command for a dataset whose spec is not known, so that `homelab mend` cannot apply it."""
    return None if known.whole else command


def _directory(root: Path, relative: str) -> str:
    """The owner of a directory as uid:gid; a service may have placed links in the way, which are not followed."""
    path = root
    for part in ["", *(part for part in relative.split("/") if part not in ("", "."))]:
        path = path / part
        try:
            state = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        if not stat.S_ISDIR(state.st_mode):
            return "not a directory"
    return "{}:{}".format(*files.owner_of(path))


def _shown(value: zfs.Property | None) -> str:
    if value is None:
        return "not set"
    return str(value.value) if value.local else f"{value.value} ({value.source.lower()})"


def _difference(service: str, what: str, actual: str, applied: str, fix: str | None = None) -> Difference:
    return Difference(service, "dataset", what, actual, applied, fix or mend(service))
