"""What a definition says about one dataset, and whether a property on the host is as it says."""

from dataclasses import dataclass

from host import sizes, zfs
from host.contract import CONTRACT
from host.spec import bad_spec, pairs, service_name, with_prefix
from host.zfs import OWNER

_ZFS: str = CONTRACT["paths"]["datasets"]


@dataclass(frozen=True)
class Spec:
    """One dataset of a definition. `properties` include mountpoint, refquota and the owner property."""

    mark: str
    dataset: str
    mountpoint: str
    properties: dict[str, str]
    directories: dict[str, tuple[int, int]]

    @property
    def where(self) -> str:
        service, _, key = self.mark.partition("/")
        return f"{service}.data.{key}"


def parse(name: str, text: str) -> Spec:
    """The spec of `<service>/<key>`."""
    service, _, key = name.partition("/")
    where = f"{service_name(service)}.data.{key}"
    values = pairs(text, where, ["dataset", "mountpoint", "refquota"], prefixes=["property.", "dir."])
    dataset = values["dataset"]
    if not key or not dataset.endswith(f"/{CONTRACT['datasetParent']}/{name}") or not values["mountpoint"].startswith(f"{_ZFS}/"):
        raise bad_spec(where, f"the dataset {dataset} at {values['mountpoint']} is not the place of {name}")
    properties = {
        "mountpoint": values["mountpoint"],
        "refquota": values["refquota"],
        **with_prefix(values, "property."),
        OWNER: name,
    }
    directories = {path or ".": _owner(owner, where) for path, owner in with_prefix(values, "dir.").items()}
    for path in directories:
        if path.startswith("/") or ".." in path.split("/"):
            raise bad_spec(where, f"the directory {path} is outside the dataset")
    return Spec(name, dataset, values["mountpoint"], properties, directories)


def _owner(text: str, where: str) -> tuple[int, int]:
    uid, _, gid = text.partition(":")
    if not (uid.isdigit() and gid.isdigit()):
        raise bad_spec(where, f"{text} is not uid:gid")
    return int(uid), int(gid)


def holds(found: zfs.Property | None, wanted: str) -> bool:
    """Whether a property is set on the dataset itself, to this value."""
    if found is None or not found.local:
        return False
    if isinstance(found.value, int):
        return sizes.parse(wanted) == found.value
    return found.value == wanted
