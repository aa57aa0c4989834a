"""`homelab user`: the unprivileged account of a service."""

from host import files, passwd, subids, systemd, uid_ledger
from host.context import Context
from host.errors import HostProblem
from host.names import Account, gecos, user_name
from host.spec import bad_spec, pairs, service_name, uid_of
from host.user_removal import remove as remove

__all__ = ["apply", "remove"]


def apply(ctx: Context, name: str, spec: str) -> str:
    """Create or complete the account. Spec: `uid=2003`, `subids=1245184:65536`."""
    where = f"{service_name(name)}.user"
    values = pairs(spec, where, ["uid", "subids"])
    account = ctx.account(name, uid_of(values, where))
    start, count = _range(values["subids"], where)
    uid_ledger.refuse_other_owner(uid_ledger.ledger(ctx), name, account.uid)
    has_user, has_group = _look(ctx, account)
    subids.refuse_overlap(ctx, account.user, start, count)

    uid_ledger.enter_in_ledger(ctx, name, account.uid)
    if not has_group:
        ctx.runner.run(["groupadd", "-g", str(account.uid), account.user])
    if not has_user:
        _useradd(ctx, account)
    subids.grant(ctx, account.user, start, count)
    files.folder(ctx.paths.home(name), 0o700, (account.uid, account.uid))
    # Only the service itself may read what is mounted into its containers.
    files.folder(ctx.paths.service(name), 0o750, (0, account.uid))
    linger(ctx, account)
    return files.compact_json(
        {"home": account.home, "linger": True, "subids": f"{start}:{count}", "uid": account.uid, "user": account.user}
    )


def linger(ctx: Context, account: Account) -> None:
    """Enable and start the account's user manager, which then runs without a login."""
    if not ctx.paths.on_host(f"/var/lib/systemd/linger/{account.user}").exists():
        ctx.runner.run(["loginctl", "enable-linger", account.user])
    if not systemd.manager_is_active(ctx, account.uid):
        # enable-linger does not wait for it; this start blocks until it answers.
        systemd.systemctl(ctx, "start", f"user@{account.uid}.service")


def _range(text: str, where: str) -> tuple[int, int]:
    start, _, count = text.partition(":")
    if not (start.isdigit() and count.isdigit()):
        raise bad_spec(where, f"subids={text} is not start:count")
    return int(start), int(count)


def _look(ctx: Context, account: Account) -> tuple[bool, bool]:
    """(account exists, group exists). HostProblem if either is not homelab's."""
    where = f"{account.service}.user"
    found = passwd.account(ctx, account.user)
    if found and (found.gecos != gecos(account.service) or found.uid != account.uid):
        raise HostProblem(
            where,
            f"the host has an account {account.user} (UID {found.uid}, comment {found.gecos!r}) that homelab did not create",
            f"choose another service name, or remove that account: `userdel {account.user}`",
        )
    by_number = passwd.account(ctx, account.uid)
    if by_number and by_number.name != account.user:
        raise HostProblem(where, f"UID {account.uid} belongs to the account {by_number.name}", "choose another uid for the service")
    by_name, by_gid = passwd.group(ctx, account.user), passwd.group(ctx, account.uid)
    if by_gid and by_gid[0] != user_name(account.service):
        raise HostProblem(where, f"GID {account.uid} belongs to the group {by_gid[0]}", "choose another uid for the service")
    if by_name and by_name[1] != account.uid:
        raise HostProblem(
            where, f"the group {account.user} has GID {by_name[1]}, not {account.uid}", f"remove it: `groupdel {account.user}`"
        )
    return found is not None, by_name is not None


def _useradd(ctx: Context, account: Account) -> None:
    uid = str(account.uid)
    no_subids = ["-K", "SUB_UID_COUNT=0", "-K", "SUB_GID_COUNT=0"]
    # Counts of 0, because the subordinate ids are derived from the UID; useradd would assign the next free ones.
    who = ["-u", uid, "-g", uid, "-M", "-d", account.home, "-s", "/usr/sbin/nologin", "-c", gecos(account.service)]
    ctx.runner.run(["useradd", *who, *no_subids, account.user])
