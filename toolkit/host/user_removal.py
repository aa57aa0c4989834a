"""`homelab user remove`: removes everything of a service's account except its line in the UID ledger."""

from host import files, passwd, subids, systemd, uid_ledger
from host.context import Context
from host.errors import HostProblem
from host.names import Account, gecos, user_name
from host.spec import service_name

_KILL_SECONDS = 30.0


def remove(ctx: Context, name: str, spec: str) -> str:
    """Kill the account's processes and delete the account, its home and its folders. The UID stays in the ledger."""
    service_name(name)
    found = passwd.account(ctx, user_name(name))
    if found and found.gecos != gecos(name):
        raise HostProblem(
            f"{name}.user",
            f"homelab did not create the account {found.name} (its comment is {found.gecos!r})",
            "if nobody needs it, remove it by hand",
        )
    uid = found.uid if found else next((uid for uid, owner in uid_ledger.ledger(ctx).items() if owner == name), None)
    if uid is not None:
        _remove_account(ctx, ctx.account(name, uid), found is not None)
        files.remove_tree(ctx.paths.units(uid, name))
        files.remove_empty(ctx.paths.user_units(uid))
    for folder in (ctx.paths.home(name), ctx.paths.service(name)):
        if folder.exists():
            # rm instead of Python: image layers are deep and belong to subordinate ids. Never crosses a mount.
            ctx.runner.run(["rm", "-rf", "--one-file-system", "--", str(folder)], timeout=600)
    return ""


def _remove_account(ctx: Context, account: Account, exists: bool) -> None:
    if exists:
        if ctx.paths.on_host(f"/var/lib/systemd/linger/{account.user}").exists():
            ctx.runner.run(["loginctl", "disable-linger", account.user])
        if systemd.manager_is_active(ctx, account.uid):
            systemd.systemctl(ctx, "stop", f"user@{account.uid}.service", timeout=180)
        _end_processes(ctx, account)
        ctx.runner.run(["userdel", account.user])
    # userdel removes the group only if the host's login.defs says so.
    if passwd.group(ctx, account.user):
        ctx.runner.run(["groupdel", account.user])
    subids.withdraw(ctx, account.user)


def _end_processes(ctx: Context, account: Account) -> None:
    deadline = ctx.clock.monotonic() + _KILL_SECONDS
    while ctx.runner.run(["pgrep", "-u", str(account.uid)], check=False).ok:
        if ctx.clock.monotonic() >= deadline:
            raise HostProblem(
                f"{account.service}.user",
                f"processes of {account.user} still exist {_KILL_SECONDS:.0f} s after SIGKILL",
                f"inspect them with `ps -u {account.user}` (a hanging disk?), then run the same command again",
            )
        ctx.runner.run(["pkill", "-KILL", "-u", str(account.uid)], check=False)
        ctx.clock.sleep(0.5)
