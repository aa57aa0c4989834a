"""Mounts a dataset over a directory that nobody can enter, so that a missing mount is noticed."""

from pathlib import Path

from host import files, zfs
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem


def ensure_mounted(ctx: Context, where: str, dataset: str, mountpoint: str, mounted: bool) -> None:
    """Mount `dataset` at `mountpoint` unless it is mounted. HostProblem if the directory below is not empty."""
    if mounted:
        return
    path = ctx.paths.on_host(mountpoint)
    _parents(ctx, path.parent)
    if not path.is_dir():
        path.mkdir(exist_ok=True)
    if any(path.iterdir()):
        raise HostProblem(
            where,
            f"{mountpoint} contains files although {dataset} is not mounted there; mounting would hide them",
            f"move them elsewhere, run `zfs mount {dataset}`, then copy back what you need",
        )
    # A container that starts before the mount must find nothing it can write to.
    path.chmod(0o000)
    zfs.mount(ctx, dataset)


def _parents(ctx: Context, folder: Path) -> None:
    top = ctx.paths.on_host(CONTRACT["paths"]["datasets"])
    chain = [folder, *folder.parents]
    for path in reversed(chain[: chain.index(top) + 1]):
        if not path.is_dir():
            files.folder(path, 0o711)
