"""The data of a service in a deploy: its snapshots before anything changes, and the way back to them."""

from collections.abc import Mapping
from dataclasses import replace

from deploy.activate import STOP_SECONDS, pods_units
from deploy.deploy import Deploy
from deploy.install import installed_pods
from host import systemd
from host.errors import HostProblem
from snapshots import restore as copies
from snapshots.take import Snapshot, prune, snapshots, take
from state.manifest import Manifest
from state.records import Record, served, write_record

KEPT_SNAPSHOTS = 5
KEPT_SECONDS = 30 * 86400


def snapshot_data(deploy: Deploy, manifest: Manifest, record: Record) -> Record:
    """Snapshot every dataset of the running version; returns the record with their names."""
    if not manifest.data:
        return record
    with deploy.journal.step("snapshot"):
        names = take(deploy.ctx, sorted(manifest.data), deploy.journal.deploy)
        for name in names:
            deploy.journal.say(f"snapshot {name}")
        taken = replace(record, snapshots={name.partition("@")[0]: name for name in names})
        write_record(deploy.ctx, deploy.service, taken)
    return taken


def unserved(deploy: Deploy) -> bool:
    """Whether nobody has used the service since the snapshot."""
    return deploy.strategy == "recreate" and not served(deploy.ctx, deploy.service, deploy.journal.deploy)


def restorable(deploy: Deploy, manifest: Manifest, record: Record) -> list[str]:
    """Datasets that a failed deploy puts back by itself."""
    wanted = {"auto", "recreate"} if unserved(deploy) else {"auto"}
    return [dataset for dataset in sorted(record.snapshots) if manifest.data.get(dataset) in wanted]


def restore_data(deploy: Deploy, names: Mapping[str, str], discard: bool = False) -> list[str]:
    """Put datasets back to the given snapshots; every container of the service has to be stopped. Returns what was done.

    discard: nobody but a version that failed has written since.
    """
    done = []
    for dataset, full in sorted(names.items()):
        with deploy.journal.step(f"data of {dataset.rpartition('/')[2]} restored"):
            words = copies.restore(deploy.ctx, dataset, _find(deploy, dataset, full), deploy.journal.deploy, discard)
            deploy.journal.say(words)
            done.append(words)
    return done


def undo_restore(deploy: Deploy, datasets: list[str]) -> None:
    """Put back what an unfinished `restore_data` of this deploy has set aside."""
    for dataset in datasets:
        if copies.undo(deploy.ctx, dataset, deploy.journal.deploy):
            deploy.journal.say(f"{dataset} is as it was before the rollback")


def set_aside(deploy: Deploy, dataset: str) -> bool:
    """Whether `restore_data` of this deploy has begun to put the dataset back beside what was in it."""
    return copies.exists(deploy.ctx, copies.failed_name(dataset, deploy.journal.deploy))


def stop_service(deploy: Deploy, manifest: Manifest) -> None:
    """Stop every unit of the service, so that nothing uses its data: those of a version and those that are installed."""
    with deploy.journal.step("service stopped"):
        units = sorted({*manifest.units, *pods_units(deploy, *installed_pods(deploy))})
        systemd.stop(deploy.ctx, units, account=deploy.account, timeout=STOP_SECONDS)


def prune_data(deploy: Deploy, manifest: Manifest, keep: set[str]) -> None:
    """Delete old snapshots and expired copies. `keep`: deploys whose snapshots a kept version needs."""
    oldest = deploy.ctx.clock.now().timestamp() - KEPT_SECONDS
    for dataset in sorted(manifest.data):
        copies.settle(deploy.ctx, dataset)
        for name in [*prune(deploy.ctx, dataset, keep, KEPT_SNAPSHOTS, oldest), *copies.expired(deploy.ctx, dataset)]:
            deploy.journal.say(f"deleted {name}")


def _find(deploy: Deploy, dataset: str, full: str) -> Snapshot:
    """A snapshot by the name that it was taken under. It moves with the data when a rollback sets that aside."""
    name = full.partition("@")[2]
    for place in (dataset, *copies.beside(deploy.ctx, dataset)):
        for each in snapshots(deploy.ctx, place):
            if each.name == name:
                return each
    raise HostProblem(full, "this snapshot does not exist any more", f"`zfs list -t snapshot {dataset}` shows those that do")
