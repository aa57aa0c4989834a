"""Removes a service from the host: pods, units, endpoints, and what remains in Podman."""

from deploy.converge import converge
from deploy.deploy import Deploy, begin
from deploy.journal import StepFailed
from deploy.request import new_id
from host import files, systemd
from host.context import Context
from host.errors import HostProblem
from host.names import Account
from host.podman import podman

DRAIN_SECONDS = 10


def remove_service(ctx: Context, account: Account) -> None:
    """Stop and remove everything that a rollout created, as far as it exists."""
    deploy = begin(ctx, account, new_id(ctx), "recreate", DRAIN_SECONDS)
    if systemd.manager_is_active(ctx, account.uid):
        _stop(deploy)
    # Without its user manager nothing of the service can run, so only files remain.
    units = ctx.paths.units(account.uid, account.service)
    files.remove_tree(units)
    files.remove_empty(ctx.paths.user_units(account.uid))
    files.remove_tree(ctx.paths.slots(account.service))
    deploy.endpoints.remove()
    files.remove(ctx.paths.scrape / f"{account.service}.json")
    files.remove(ctx.paths.current(account.service))
    files.remove_tree(ctx.paths.journal(account.service))


def _stop(deploy: Deploy) -> None:
    try:
        converge(deploy, None)
    except StepFailed as failure:
        raise HostProblem(f"{deploy.service}: {failure.step}", failure.problem.problem, "run the same command again") from failure
    pods = podman(deploy.ctx, deploy.account, "pod", "ls", "--format", "{{.Name}}").out.split()
    if pods:
        podman(deploy.ctx, deploy.account, "pod", "rm", "-f", "-t", "5", *pods)
    if files.remove_tree(deploy.ctx.paths.units(deploy.account.uid, deploy.service)):
        systemd.daemon_reload(deploy.ctx, deploy.account)
