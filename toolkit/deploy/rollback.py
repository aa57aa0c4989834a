"""Plans the way back to a version that ran before: what that means in words, and the request of the deploy that does it."""

from dataclasses import dataclass, replace

from deploy.changes import changes
from deploy.request import Request, request_of
from host import sizes, zfs
from host.context import Context
from host.errors import HostProblem
from host.uid_ledger import find
from state.deploys import deploy_runs
from state.manifest import read_manifest
from state.records import history, ways_back
from state.version import Committed, Version, read_committed


@dataclass(frozen=True)
class Rollback:
    """A rollback before it runs: the request for `roll_out`, and what it will do in words."""

    request: Request
    words: list[str]


def plan_rollback(ctx: Context, service: str, to: str, data: bool) -> Rollback:
    """The rollback of a service. to: the end of the id of a deploy; empty for the version before the running one."""
    account = find(ctx, service)
    if deploy_runs(ctx, service):
        # Its end decides which version is the one before, and which snapshot is the latest.
        fix = f"`homelab logs {service} -f` follows it; run the same again when it has ended"
        raise HostProblem(f"service {service}", "a deploy of it is running", fix)
    committed = read_committed(ctx, service)
    if committed is None:
        raise HostProblem(f"service {service}", "it has never been deployed on this host", "deploy it with `pulumi up`")
    target = _target(ctx, service, committed, to)
    snapshots = _snapshots(ctx, service, target) if data else {}
    # Data can go back only while nothing uses it.
    strategy = "recreate" if snapshots else target.strategy
    request = replace(request_of(ctx, account, target), strategy=strategy, to=target.deploy, data=snapshots)
    return Rollback(request, [*_version_words(ctx, service, committed, target), *_data_words(ctx, snapshots)])


def _target(ctx: Context, service: str, committed: Committed, to: str) -> Version:
    others = [each for each in committed.kept if not each.same_content(committed.version)]
    if to:
        repaired = {entry.record.version for entry in history(ctx, service) if entry.record.id.endswith(to)}
        found = [each for each in others if each.deploy.endswith(to) or each.deploy in repaired]
    else:
        found = sorted((each for each in others if each.deploy < committed.version.deploy), key=lambda each: each.deploy)
    if to and len(found) > 1:
        raise HostProblem(
            f"service {service}",
            f"{to} is the end of several versions' ids",
            f"use more of one: {', '.join(sorted(each.deploy for each in found))}",
        )
    if found:
        return found[-1]
    kept = ", ".join(sorted(each.deploy for each in others))
    raise HostProblem(
        f"service {service}",
        f"no version {to} is kept besides the running one" if to else "no earlier version is kept",
        f"kept versions: {kept}" if kept else "a version is kept once another one has replaced it",
    )


def _snapshots(ctx: Context, service: str, target: Version) -> dict[str, str]:
    """The data as it was when the target last ran: the snapshots of the deploy that replaced it."""
    record = ways_back(ctx, service).get(target.deploy)
    if record:
        return record.snapshots
    raise HostProblem(
        f"service {service}",
        f"there is no snapshot of its data from when version {target.deploy} last ran",
        "go back without --data; `zfs list -t snapshot` shows what else there is",
    )


def _version_words(ctx: Context, service: str, committed: Committed, target: Version) -> list[str]:
    running = read_manifest(ctx, service, committed.version.generation)
    wanted = read_manifest(ctx, service, target.generation)
    found = changes(running, wanted, committed.version, target)
    return [f"runs now    {committed.version.deploy}", f"goes to     {target.deploy}", *(f"changes     {each}" for each in found)]


def _data_words(ctx: Context, snapshots: dict[str, str]) -> list[str]:
    if not snapshots:
        return ["data        stays as it is"]
    lines = []
    for dataset, full in sorted(snapshots.items()):
        found = zfs.get(ctx, dataset, [f"written@{full.partition('@')[2]}"]) or {}
        written = next((value.value for value in found.values()), 0)
        amount = sizes.short(written) if isinstance(written, int) else str(written)
        lines.append(f"data        {dataset} goes back to {full.partition('@')[2]}; {amount} written since are set aside for 30 days")
    return [*lines, "gap         the service is down from the stop until its data is back and it is healthy"]
