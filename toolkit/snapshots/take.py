"""Takes, lists and deletes the snapshots that deploys take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from host import zfs
from host.context import Context
from host.errors import CommandFailed

# A user property, by which a snapshot is known as ours whatever its name.
DEPLOY = "homelab:deploy"
# The tag of the hold, which keeps the tools that prune snapshots away from ours.
HOLD = "homelab-deploy"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot of a dataset. `deploy`: the deploy that took it, empty for another tool's. `created`: seconds since 1970."""

    dataset: str
    name: str
    deploy: str
    created: int

    @property
    def full(self) -> str:
        """`pool/dataset@name`, as zfs names it."""
        return f"{self.dataset}@{self.name}"


def snapshot_name(dataset: str, deploy: str) -> str:
    """The snapshot of a dataset that a deploy takes."""
    return f"{dataset}@homelab-{deploy}"


def take(ctx: Context, datasets: Sequence[str], deploy: str) -> list[str]:
    """Snapshot all datasets, hold each snapshot, and return their names. What is there already is kept.

    Snapshots of one pool are of one moment, because a single command takes them.
    """
    there = {each.full for dataset in datasets for each in snapshots(ctx, dataset)}
    wanted = [snapshot_name(dataset, deploy) for dataset in datasets]
    missing = [name for name in wanted if name not in there]
    for pool in sorted({name.split("/")[0] for name in missing}):
        ctx.runner.run(["zfs", "snapshot", "-o", f"{DEPLOY}={deploy}", *[name for name in missing if name.split("/")[0] == pool]])
    for name in wanted:
        _hold(ctx, name)
    return wanted


def snapshots(ctx: Context, dataset: str) -> list[Snapshot]:
    """All snapshots of one dataset, those of other tools included, the oldest first."""
    command = ["zfs", "list", "-j", "--json-int", "-t", "snapshot", "-d", "1", "-s", "createtxg", "-o", f"name,creation,{DEPLOY}", dataset]
    found = zfs.parse(ctx.runner.run(command).out)
    return [_snapshot(full, values) for full, values in found.items()]


def prune(ctx: Context, dataset: str, keep: Iterable[str], newest: int, oldest: float) -> list[str]:
    """Delete deploys' snapshots beyond the `newest` ones or created before `oldest` (seconds since 1970); returns their names.

    keep: deploys whose snapshots stay in any case.
    """
    ours = [each for each in snapshots(ctx, dataset) if each.deploy]
    spare = ours[:-newest] if newest else ours
    doomed = [each for each in ours if (each in spare or each.created < oldest) and each.deploy not in set(keep)]
    for each in doomed:
        ctx.runner.run(["zfs", "release", HOLD, each.full], check=False)
        # Deferred: a copy of failed data may still be based on it.
        ctx.runner.run(["zfs", "destroy", "-d", each.full])
    return [each.full for each in doomed]


def _hold(ctx: Context, name: str) -> None:
    try:
        ctx.runner.run(["zfs", "hold", HOLD, name])
    except CommandFailed as failure:
        if "tag already exists" not in failure.said:
            raise


def _snapshot(full: str, values: zfs.Dataset) -> Snapshot:
    dataset, _, name = full.partition("@")
    deploy = str(values[DEPLOY].value) if DEPLOY in values else "-"
    return Snapshot(dataset, name, "" if deploy == "-" else deploy, int(values["creation"].value))
