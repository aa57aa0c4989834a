"""Reads what a comparison needs to know: one call of each tool, and one of systemctl for each service's account."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from host import passwd, systemd, zfs
from host.context import Context
from host.errors import HostProblem
from host.kept import NewerFormat
from host.names import INGRESS_UNIT, Account, deploy_unit
from ingress.admin import text_readouts
from state.deploys import RUNNING
from state.manifest import Manifest, read_manifest
from state.version import Version, read_committed

Units = Mapping[str, Mapping[str, str]]
_AT_ONCE = 8


@dataclass(frozen=True)
class Service:
    """A service as its last deploy left it: without a version it has none, without a manifest its generation is unusable."""

    account: Account
    version: Version | None
    manifest: Manifest | None
    newer: HostProblem | None = None

    @property
    def name(self) -> str:
        return self.account.service


@dataclass(frozen=True)
class Machine:
    """What was read. Each field is a function that returns it, or raises the HostProblem that prevented it."""

    users: Callable[[], Mapping[str, passwd.Entry]]
    groups: Callable[[], Mapping[str, int]]
    system: Callable[[], Units]
    datasets: Callable[[], Mapping[str, zfs.Dataset]]
    envoy: Callable[[], Mapping[str, str] | None]
    own: Mapping[str, Callable[[], Units]]

    def runs(self, unit: str) -> bool:
        """Whether a unit of the system is active."""
        return self.system().get(unit, {}).get("ActiveState") == "active"

    def deploys(self, service: str) -> bool:
        """Whether a deploy of this service is running, which changes its files and units."""
        return self.system().get(deploy_unit(service), {}).get("ActiveState") in RUNNING


def read_service(ctx: Context, account: Account) -> Service:
    """The committed version of a service, with its manifest."""
    version = None
    try:
        committed = read_committed(ctx, account.service)
        version = committed.version if committed else None
        manifest = read_manifest(ctx, account.service, version.generation) if version else None
    except NewerFormat as problem:
        return Service(account, version, None, problem)
    except HostProblem as problem:
        return Service(account, version, None, None if version else problem)
    return Service(account, version, manifest)


def read_machine(ctx: Context, services: Sequence[Service], properties: Sequence[str]) -> Machine:
    """Ask every tool, all at once. properties: those of datasets."""
    users = [each.account.user for each in services]
    units = [INGRESS_UNIT, *(unit for each in services for unit in (manager(each.account), deploy_unit(each.name)))]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ask = pool.submit
        own = {each.name: ask(_own, ctx, each.account, each.manifest).result for each in services if each.manifest}
        return Machine(
            users=ask(passwd.accounts, ctx, users).result,
            groups=ask(passwd.groups, ctx, users).result,
            system=ask(partial(systemd.show, ctx, units, properties=["ActiveState"])).result,
            datasets=ask(zfs.list_datasets, ctx, ["name", "mounted", "canmount", *properties]).result,
            envoy=ask(text_readouts, ctx.admin, "version_text").result,
            own=own,
        )


def manager(account: Account) -> str:
    """The unit of an account's own systemd."""
    return f"user@{account.uid}.service"


def _own(ctx: Context, account: Account, manifest: Manifest) -> Units:
    # Without a user manager the call fails; then no unit runs.
    result = systemd.systemctl(ctx, "show", "-p", "Id,ActiveState,SubState", *manifest.units, account=account, check=False)
    return systemd.parse_show(result.out) if result.ok else {}
