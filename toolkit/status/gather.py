"""Reads the state of the whole host: one call of each tool, and one of systemctl for each service's account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from host import sizes, systemd, zfs
from host.context import Context
from host.errors import HostProblem
from host.kept import read_kept
from host.names import INGRESS_UNIT, Account, deploy_unit
from host.uid_ledger import known
from host.zfs import OWNER
from ingress.paths import current_link, fragments_folder, installed_record
from snapshots.restore import EXPIRES, FAILED_OF
from state.manifest import Manifest, read_manifest
from state.version import read_committed
from status.facts import Disk, HostFacts, IngressFacts, PoolFacts
from status.pods import Units
from status.service import judge

_SHOWN = (
    "ActiveState",
    "SubState",
    "NRestarts",
    "MemoryCurrent",
    "MemoryMax",
    "ActiveEnterTimestampMonotonic",
    "ActiveExitTimestampMonotonic",
)
_AT_ONCE = 8


def gather(ctx: Context) -> HostFacts:
    """All facts. What cannot be read becomes a problem in the status, never an exception."""
    accounts = known(ctx)
    unreadable: dict[str, str] = {}
    manifests = {account.service: _manifest(ctx, account, unreadable) for account in accounts}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        own = pool.map(lambda account: _units(ctx, account, manifests[account.service]), accounts)
        disks = pool.submit(_disks, ctx)
        pools = pool.submit(_pools, ctx)
        system = _system_units(ctx, accounts)
        units = dict(zip((account.service for account in accounts), own, strict=True))
    services = [
        judge(
            ctx,
            account,
            manifests[account.service],
            units[account.service],
            disks.result().own.get(account.service, []),
            deploying=system.get(deploy_unit(account.service), {}).get("ActiveState") in ("active", "activating"),
            last_line=partial(_last_line, ctx, account),
        )
        for account in accounts
    ]
    for number, each in enumerate(services):
        unread = [unreadable[each.service]] if each.service in unreadable else []
        aside = disks.result().aside.get(each.service, [])
        services[number] = replace(each, problems=[*unread, *each.problems], notices=[*each.notices, *aside])
    return HostFacts(services, _ingress(ctx, system.get(INGRESS_UNIT)), pools.result())


def _manifest(ctx: Context, account: Account, unreadable: dict[str, str]) -> Manifest | None:
    try:
        committed = read_committed(ctx, account.service)
        return read_manifest(ctx, account.service, committed.version.generation) if committed else None
    except HostProblem as problem:
        unreadable[account.service] = f"{problem.where}: {problem.problem}"
        return None


def _units(ctx: Context, account: Account, manifest: Manifest | None) -> Units:
    if manifest is None:
        return {}
    shown = ",".join(["Id", *_SHOWN])
    # Without a user manager the call fails; then no unit is known.
    result = systemd.systemctl(ctx, "show", "-p", shown, *manifest.units, account=account, check=False)
    return systemd.parse_show(result.out) if result.ok else {}


def _last_line(ctx: Context, account: Account, pod: str, container: str) -> str | None:
    """The last line of a container's output since the boot."""
    command = ["journalctl", "-q", "-b", "--no-pager", "-o", "cat", "-n", "1", f"_UID={account.uid}", "-t", f"{pod}-{container}"]
    lines = ctx.runner.run(command, check=False).out.splitlines()
    return lines[-1].strip() if lines else None


def _system_units(ctx: Context, accounts: list[Account]) -> Units:
    return systemd.show(ctx, [INGRESS_UNIT, *(deploy_unit(account.service) for account in accounts)], properties=["ActiveState"])


@dataclass(frozen=True)
class _Disks:
    """By service: its datasets, and a notice for each copy of its data that a rollback has set aside."""

    own: dict[str, list[Disk]] = field(default_factory=dict)
    aside: dict[str, list[str]] = field(default_factory=dict)


def _disks(ctx: Context) -> _Disks:
    found = _Disks()
    try:
        datasets = zfs.list_datasets(ctx, ["name", "referenced", "refquota", "mounted", OWNER, FAILED_OF, EXPIRES])
    except HostProblem:
        return found
    for name, values in sorted(datasets.items()):
        owner, of, expires = (_mark(values, key) for key in (OWNER, FAILED_OF, EXPIRES))
        used, quota = _number(values["referenced"].value), _number(values["refquota"].value)
        if owner:
            service, _, key = owner.partition("/")
            found.own.setdefault(service, []).append(Disk(key, name, used, quota, values["mounted"].value == "yes"))
        elif of:
            until = f"until {expires}" if expires else "for ever"
            notice = f"{sizes.short(used)} of data that a rollback has set aside are kept in {name} {until}"
            found.aside.setdefault(of.partition("/")[0], []).append(notice)
    return found


def _mark(values: zfs.Dataset, key: str) -> str:
    mark = values.get(key)
    return str(mark.value) if mark and mark.local else ""


def _number(value: str | int) -> int:
    return value if isinstance(value, int) else 0


def _pools(ctx: Context) -> list[PoolFacts]:
    try:
        pools = zfs.pools(ctx)
    except HostProblem:
        return []
    return [PoolFacts(name, str(values["state"]), _number(values.get("capacity", 0))) for name, values in sorted(pools.items())]


def _ingress(ctx: Context, unit: dict[str, str] | None) -> IngressFacts:
    link = current_link(ctx)
    number = link.readlink().name.removeprefix("gen-") if link.is_symlink() else ""
    problems: list[str] = []
    try:
        installed = read_kept(installed_record(ctx)) or {}
    except HostProblem as problem:
        installed, problems = {}, [f"{problem.where}: {problem.problem}"]
    version = str(installed.get("image", "")).partition("@")[0].rpartition(":")[2].removeprefix("v")
    folder = fragments_folder(ctx)
    chains = sum(1 for _ in folder.glob("*.json")) if folder.is_dir() else 0
    problems += [] if systemd.active(unit) or not installed else ["Envoy is not running; see journalctl -u homelab-ingress"]
    return IngressFacts(version, int(number) if number.isdigit() else 0, chains, problems)
