"""Puts a dataset back to a snapshot without losing what was written since.

A clone of the snapshot takes the dataset's place, and the dataset stays beside it as `<dataset>-failed-<deploy>` until it
expires. `zfs rollback` is used only where nothing of worth was written since, and for the newest snapshot, because it
destroys what is newer.
"""

from datetime import timedelta

from host import zfs
from host.context import Context
from host.errors import CommandFailed, HostProblem
from host.wait import wait_until
from snapshots.take import HOLD, Snapshot, snapshots

EXPIRES = "homelab:expires"
# In the place of the owner's mark, so that the copy is nobody's data.
FAILED_OF = "homelab:failed"
FAILED_FOR = timedelta(days=30)
# After the containers have ended, podman's helpers may hold a mount for some seconds.
_BUSY_SECONDS = 30.0


def failed_name(dataset: str, deploy: str) -> str:
    """Where a deploy that puts a dataset back keeps what was in it. `:` would be allowed, but not in a path of a share."""
    return f"{dataset}-failed-{deploy.replace(':', '')}"


def restore(ctx: Context, dataset: str, snapshot: Snapshot, deploy: str, discard: bool = False) -> str:
    """Put a dataset back to a snapshot of it; returns what was done, in words. Can be repeated after an interruption.

    snapshot: may meanwhile belong to a copy that was set aside. deploy: the deploy that does it. discard: what was written
    since is worth nothing. Nothing may use the dataset.
    """
    aside = failed_name(dataset, deploy)
    if not exists(ctx, aside):
        found = snapshots(ctx, dataset)
        if discard and found and found[-1].full == snapshot.full:
            ctx.runner.run(["zfs", "rollback", snapshot.full])
            return f"{dataset} was rolled back to {snapshot.name}"
        _clone(ctx, dataset, snapshot, deploy)
    _swap(ctx, dataset, _clone_name(dataset, deploy), aside)
    return f"{dataset} is as in {snapshot.name}; what was in it is kept in {aside} for {FAILED_FOR.days} days"


def exists(ctx: Context, name: str) -> bool:
    """Whether there is a dataset or snapshot of this name."""
    return zfs.get(ctx, name, ["name"]) is not None


def undo(ctx: Context, dataset: str, deploy: str) -> bool:
    """Put back what `restore` has set aside; False if there is nothing."""
    aside, clone = failed_name(dataset, deploy), _clone_name(dataset, deploy)
    moved = exists(ctx, aside)
    if moved and exists(ctx, dataset):
        _set_aside(ctx, dataset, clone)
    elif exists(ctx, clone):
        _retire(ctx, clone)
    if moved:
        ctx.runner.run(["zfs", "rename", aside, dataset])
    _reinstate(ctx, dataset, "")
    return moved


def settle(ctx: Context, dataset: str) -> None:
    """Make a dataset that took another one's place independent of it, so that the other one can be deleted."""
    origin = (zfs.get(ctx, dataset, ["origin"]) or {}).get("origin")
    if origin and str(origin.value) not in ("", "-"):
        ctx.runner.run(["zfs", "promote", dataset])


def expired(ctx: Context, dataset: str) -> list[str]:
    """Delete copies of failed data beside the dataset whose time is over; returns the names of those that are gone.

    One that is still in use stays for the next time: the mount namespace of a program that started while it was mounted,
    such as another service's name server, holds it until that program ends.
    """
    today = f"{ctx.clock.now():%Y-%m-%d}"
    doomed = [name for name in beside(ctx, dataset) if _mark(ctx, name, EXPIRES) < today]
    for name in doomed:
        for each in snapshots(ctx, name):
            if each.deploy:
                ctx.runner.run(["zfs", "release", HOLD, each.full], check=False)
    return [name for name in doomed if ctx.runner.run(["zfs", "destroy", "-r", name], check=False).ok]


def beside(ctx: Context, dataset: str) -> list[str]:
    """The copies of a dataset that were set aside."""
    listed = zfs.list_datasets(ctx, ["name", EXPIRES])
    aside = (f"{dataset}-failed-", f"{dataset}-restored-")
    return [name for name, values in listed.items() if name.startswith(aside) and (mark := values.get(EXPIRES)) and mark.local]


def _clone_name(dataset: str, deploy: str) -> str:
    return f"{dataset}-restored-{deploy.replace(':', '')}"


def _clone(ctx: Context, dataset: str, snapshot: Snapshot, deploy: str) -> None:
    clone = _clone_name(dataset, deploy)
    if not exists(ctx, clone):
        ctx.runner.run(["zfs", "clone", "-o", "canmount=noauto", snapshot.full, clone])
    # A clone has its parent's properties, not its origin's.
    found = zfs.get(ctx, dataset) or {}
    # Two datasets with one owner's mark would be refused.
    local = {key: str(value.value) for key, value in found.items() if value.local and key not in ("canmount", zfs.OWNER)}
    zfs.set_properties(ctx, clone, local)


def _swap(ctx: Context, dataset: str, clone: str, aside: str) -> None:
    if exists(ctx, clone):
        if exists(ctx, dataset):
            _set_aside(ctx, dataset, aside)
        ctx.runner.run(["zfs", "rename", clone, dataset])
    _reinstate(ctx, dataset, _mark(ctx, aside, FAILED_OF))


def _set_aside(ctx: Context, dataset: str, aside: str) -> None:
    """Unmount a dataset and give it another name."""
    _unmount(ctx, dataset)
    _retire(ctx, dataset)
    ctx.runner.run(["zfs", "rename", dataset, aside])


def _retire(ctx: Context, dataset: str) -> None:
    """Mark a dataset as a copy that nothing mounts, that no service owns, and that expires."""
    owner = _mark(ctx, dataset, zfs.OWNER)
    expires = f"{ctx.clock.now() + FAILED_FOR:%Y-%m-%d}"
    zfs.set_properties(ctx, dataset, {"canmount": "noauto", EXPIRES: expires, **({FAILED_OF: owner} if owner else {})})
    ctx.runner.run(["zfs", "inherit", zfs.OWNER, dataset])


def _reinstate(ctx: Context, dataset: str, owner: str) -> None:
    """Make a dataset the service's again and mount it. `owner`: its mark, empty for the one that it had before."""
    owner = owner or _mark(ctx, dataset, FAILED_OF) or _mark(ctx, dataset, zfs.OWNER)
    zfs.set_properties(ctx, dataset, {"canmount": "on", **({zfs.OWNER: owner} if owner else {})})
    for mark in (EXPIRES, FAILED_OF):
        ctx.runner.run(["zfs", "inherit", mark, dataset])
    if (zfs.get(ctx, dataset, ["mounted"]) or {})["mounted"].value != "yes":
        zfs.mount(ctx, dataset)


def _mark(ctx: Context, dataset: str, key: str) -> str:
    """A user property that was set on this dataset itself; empty without one."""
    found = (zfs.get(ctx, dataset, [key]) or {}).get(key)
    return str(found.value) if found and found.local else ""


def _unmount(ctx: Context, dataset: str) -> None:
    said = [""]

    def gone() -> bool:
        if (zfs.get(ctx, dataset, ["mounted"]) or {})["mounted"].value != "yes":
            return True
        try:
            ctx.runner.run(["zfs", "unmount", dataset])
        except CommandFailed as failure:
            said[0] = failure.said
            return False
        return True

    if not wait_until(ctx.clock, _BUSY_SECONDS, gone, poll=1.0):
        raise HostProblem(
            dataset,
            f"it is still in use {_BUSY_SECONDS:.0f} s after the service was stopped: {said[0]}",
            "`fuser -vm` on its mountpoint names the processes; end them and run the same again",
        )
