"""Compares the account of a service: everything about it follows from the UID in the ledger."""

from drift.difference import Difference, Found, mend
from drift.machine import Machine, manager
from host import files, subids
from host.context import Context
from host.names import Account, gecos


def account_differences(ctx: Context, account: Account, machine: Machine) -> Found:
    """What differs; only the account itself if that is missing or not homelab's."""
    name, user = account.service, account.user
    found = machine.users().get(user)
    if found is None:
        return [_difference(name, f"account {user}", "missing", f"UID {account.uid}")]
    if (found.uid, found.gecos) != (account.uid, gecos(name)):
        fix = f"userdel {user}, then {mend(name)}"
        return [_difference(name, f"account {user}", f"UID {found.uid}, {found.gecos!r}", f"UID {account.uid}, {gecos(name)!r}", fix)]
    pairs = [(f"group {user}", _number(machine.groups().get(user)), f"GID {account.uid}", mend(name))]
    pairs.append((f"home of {user}", found.home, account.home, f"usermod -d {account.home} {user}"))
    start, count = subids.expected(account.uid)
    for path, lines in subids.granted(ctx, user).items():
        ranges = ", ".join(line.partition(":")[2] for line in lines) or "missing"
        pairs.append((f"/etc/{path.name} of {user}", ranges, f"{start}:{count}", mend(name)))
    lingers = ctx.paths.on_host(f"/var/lib/systemd/linger/{user}").exists()
    pairs.append((f"linger of {user}", "on" if lingers else "off", "on", mend(name)))
    runs = machine.runs(manager(account))
    pairs.append((f"systemd of {user}", "running" if runs else "not running", "running", mend(name)))
    pairs += _folders(ctx, account)
    return [_difference(name, what, actual, applied, fix) for what, actual, applied, fix in pairs if actual != applied]


def _folders(ctx: Context, account: Account) -> list[tuple[str, str, str, str]]:
    uid = account.uid
    wanted = {ctx.paths.home(account.service): (0o700, uid, uid), ctx.paths.service(account.service): (0o750, 0, uid)}
    pairs = []
    for path, (mode, owner, group) in wanted.items():
        state = "missing"
        if path.is_dir():
            state = _access(path.stat().st_mode, *files.owner_of(path))
        shown = f"/{path.relative_to(ctx.paths.root)}"
        pairs.append((shown, state, _access(mode, owner, group), mend(account.service)))
    return pairs


def _access(mode: int, owner: int, group: int) -> str:
    return f"{mode & 0o7777:04o} {owner}:{group}"


def _number(gid: int | None) -> str:
    return "missing" if gid is None else f"GID {gid}"


def _difference(service: str, what: str, actual: str, applied: str, fix: str | None = None) -> Difference:
    return Difference(service, "account", what, actual, applied, fix or mend(service))
