"""`homelab dataset`: a ZFS dataset of a service with its properties and directories. It is never destroyed here."""

from host import files, safe_folder, zfs
from host.context import Context
from host.dataset_mount import ensure_mounted
from host.dataset_spec import Spec, holds, parse
from host.errors import CommandFailed, HostProblem
from host.lock import held
from host.zfs import OWNER
from state.applied import keep_spec

_OBSERVED = ("refquota", "mountpoint", "mounted")


def apply(ctx: Context, name: str, text: str) -> str:
    """Create or reconcile `<pool>/homelab/<service>/<key>`; `name` is `<service>/<key>`."""
    spec = parse(name, text)
    wanted = ["name", "mounted", "canmount", *spec.properties]
    there = zfs.list_datasets(ctx, wanted)
    found = there.get(spec.dataset)
    _refuse(spec, there)
    if found is None:
        _create(ctx, spec, set(there))
    else:
        _reconcile(ctx, spec, found)
    mounted = found is not None and found["mounted"].value == "yes"
    ensure_mounted(ctx, spec.where, spec.dataset, spec.mountpoint, mounted)
    root = ctx.paths.on_host(spec.mountpoint)
    if "." not in spec.directories:
        files.folder(root, 0o711, (0, 0))
    for path, owner in spec.directories.items():
        safe_folder.folder_below(root, path, owner)
    keep_spec(ctx.paths.dataset_spec(name), text)
    return _observe(ctx, spec)


def remove(ctx: Context, name: str, text: str) -> str:
    """Removes nothing: the data outlives its service."""
    kept = next((line.partition("=")[2] for line in text.splitlines() if line.startswith("dataset=")), name)
    ctx.say(f"{name}: the data stays in {kept}; to delete it: zfs destroy -r {kept}")
    return ""


def _refuse(spec: Spec, there: dict[str, zfs.Dataset]) -> None:
    pool = spec.dataset.split("/")[0]
    if pool not in there:
        raise HostProblem(spec.where, f"the host has no pool {pool}", "import or create the pool, or choose another one in the definition")
    found = there.get(spec.dataset)
    # Children inherit user properties: only a mark set here counts.
    if found is not None and not (found[OWNER].local and found[OWNER].value == spec.mark):
        raise HostProblem(
            spec.where,
            f"the dataset {spec.dataset} exists, but its property {OWNER} is not {spec.mark}",
            f"if this service may use it: zfs set {OWNER}={spec.mark} {spec.dataset}",
        )
    for name, other in there.items():
        mark = other.get(OWNER)
        if name != spec.dataset and mark and mark.local and mark.value == spec.mark:
            raise HostProblem(
                spec.where,
                f"its data is in {name}, but the definition says {spec.dataset}; this needs a move of the data",
                f"stop the service, move the data with `zfs send {name}@… | zfs receive {spec.dataset}`, "
                f"then `zfs inherit {OWNER} {name}` and `zfs set {OWNER}={spec.mark} {spec.dataset}`; or use the old pool again",
            )


def _create(ctx: Context, spec: Spec, there: set[str]) -> None:
    parents = spec.dataset.split("/")
    for depth in (2, 3):
        parent = "/".join(parents[:depth])
        if parent not in there:
            _create_parent(ctx, parent)
    zfs.create(ctx, spec.dataset, {"canmount": "on", **spec.properties})


def _create_parent(ctx: Context, parent: str) -> None:
    """Under a lock, because another service's dataset may be created below the same parent at the same time."""
    with held(ctx, "datasets"):
        if zfs.get(ctx, parent, ["name"]) is None:
            zfs.create(ctx, parent, {"canmount": "off", "mountpoint": "none"})


def _reconcile(ctx: Context, spec: Spec, found: zfs.Dataset) -> None:
    changes = {key: value for key, value in spec.properties.items() if not holds(found.get(key), value)}
    if found["canmount"].value != "on":
        changes["canmount"] = "on"
    try:
        zfs.set_properties(ctx, spec.dataset, changes)
    except CommandFailed as failure:
        if "less than current used" in failure.said:
            raise HostProblem(
                f"{spec.where}.quota",
                f"more than {spec.properties['refquota']} is in use in {spec.dataset}",
                "raise the quota or delete data",
            ) from None
        raise


def _observe(ctx: Context, spec: Spec) -> str:
    found = zfs.get(ctx, spec.dataset, [*dict.fromkeys([*_OBSERVED, *spec.properties])]) or {}
    values = {key: entry.value for key, entry in found.items()}
    extra = {key: values[key] for key in spec.properties if key not in ("mountpoint", "refquota", OWNER)}
    directories = {path: "{}:{}".format(*owner) for path, owner in spec.directories.items()}
    return files.compact_json(
        {
            "dataset": spec.dataset,
            "directories": directories,
            "mounted": values.get("mounted"),
            "mountpoint": values.get("mountpoint"),
            "properties": extra,
            "refquota": values.get("refquota"),
        }
    )
