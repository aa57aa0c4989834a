"""Derives the state of one service from the facts. Runs no programs."""

from datetime import UTC, datetime

from host import systemd
from host.context import Context
from host.errors import HostProblem
from host.names import Account
from state.journal_files import deploy_ids, journal_files, read_result
from state.manifest import Manifest
from state.version import read_committed
from status import pods
from status.facts import Disk, LastDeploy, ServiceFacts
from status.pods import LastLine, Units

FULL_PERCENT = 85
_NO_LIMIT = 1 << 63


def judge(
    ctx: Context, account: Account, manifest: Manifest | None, units: Units, disks: list[Disk], deploying: bool, last_line: LastLine
) -> ServiceFacts:
    """The facts and the state of the service. last_line: looks up what a container that is down said last."""
    deploy = last_deploy(ctx, account.service)
    disk_problems = [text for disk in disks for text in _disk_problems(disk)]
    if manifest is None:
        state = "deploying" if deploying else "absent"
        return ServiceFacts(account.service, account.uid, state, None, "-", 0, 0, disks, deploy, disk_problems)
    now = ctx.clock.monotonic()
    problems = pods.problems(manifest.pods, units, now, last_line) + disk_problems
    works = pods.any_works(manifest, units)
    state = "deploying" if deploying else "down" if not works else "degraded" if problems else "healthy"
    since = _since(manifest, units) if works else systemd.started_at(pods.down_since(manifest, units))
    return ServiceFacts(
        account.service,
        account.uid,
        state,
        since,
        version(manifest),
        _sum(units, "MemoryCurrent"),
        _sum(units, "MemoryMax"),
        disks,
        deploy,
        problems,
        [*pods.recovered(account.service, manifest.pods, units, now), *_went_back(ctx, account.service)],
    )


def _went_back(ctx: Context, service: str) -> list[str]:
    committed = read_committed(ctx, service)
    if committed is None or committed.declared is None:
        return []
    runs, declared = committed.version.deploy[-4:], committed.declared.deploy[-4:]
    return [f"runs {runs}, declared {declared}: somebody went back; `homelab rollback {service} --to {declared}` goes forward"]


def version(manifest: Manifest) -> str:
    """Tag of the image that answers requests, or of the first application in a slot, or in the state pod when all stay."""
    answers = [manifest.answers] if manifest.answers in manifest.containers else []
    names = [*answers, *(name for pod in [*manifest.slots, *manifest.pods] for name in pod.applications)]
    if not names:
        return "-"
    image = manifest.containers[names[0]].image.partition("@")[0]
    return image.rpartition(":")[2]


def last_deploy(ctx: Context, service: str) -> LastDeploy | None:
    """The newest deploy in the journal."""
    ids = deploy_ids(ctx, service)
    if not ids:
        return None
    try:
        result = read_result(journal_files(ctx, service, ids[-1]))
    except HostProblem:
        result = None
    return LastDeploy(ids[-1], started(ids[-1]), result.ok if result else None)


def started(deploy: str) -> datetime | None:
    """When a deploy began, from its id."""
    try:
        return datetime.strptime(deploy.rpartition("-")[0], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _disk_problems(disk: Disk) -> list[str]:
    if not disk.mounted:
        return [f"dataset {disk.dataset} is not mounted"]
    return [f"dataset {disk.dataset} is {disk.percent} % full"] if disk.percent >= FULL_PERCENT else []


def _since(manifest: Manifest, units: Units) -> datetime | None:
    stamps = [systemd.started_at(units.get(unit, {}).get("ActiveEnterTimestampMonotonic", "0")) for unit in manifest.units]
    return max((stamp for stamp in stamps if stamp), default=None)


def _sum(units: Units, key: str) -> int:
    numbers = [int(unit[key]) for unit in units.values() if unit.get(key, "").isdigit()]
    return sum(number for number in numbers if number < _NO_LIMIT)
