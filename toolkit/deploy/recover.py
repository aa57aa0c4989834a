"""After a power loss: closes the interrupted deploys by restoring the last committed versions."""

from deploy.converge import converge
from deploy.data import set_aside
from deploy.deploy import Deploy, begin
from deploy.go_back import Attempt, return_data
from deploy.journal import StepFailed
from deploy.request import Request, latest_open, read_request
from deploy.survey import Target
from host.context import Context
from host.errors import HostProblem
from host.uid_ledger import known
from state.deploys import deploy_runs
from state.journal_files import deploy_ids, journal_files
from state.manifest import read_manifest
from state.records import read_record
from state.version import Version, read_committed


def recover_all(ctx: Context) -> int:
    """Close every open deploy of every service; returns the number of services for which this failed."""
    failed = 0
    for account in known(ctx):
        deploy = latest_open(ctx, account.service)
        if deploy is None or deploy_runs(ctx, account.service):
            continue
        ctx.say(f"{account.service}: deploy {deploy} was interrupted")
        try:
            ctx.say(f"{account.service}: {recover(ctx, read_request(ctx, account.service, deploy))}")
        except HostProblem as problem:
            failed += 1
            ctx.say(f"{account.service}: {problem.problem}")
    return failed


def recover(ctx: Context, request: Request) -> str:
    """Close one open deploy; returns how it ended. HostProblem if the committed version does not start either."""
    deploy = begin(ctx, ctx.account(request.service, request.uid), request.id, request.strategy, request.drain)
    deploy.journal.say("the host went down during this deploy; restoring the last committed version")
    try:
        words = _go_to_committed(ctx, deploy, request)
    except StepFailed as failure:
        words = f'deploy {request.id} was interrupted, and the previous version failed at "{failure.step}": {failure.problem.problem}'
        deploy.journal.finish(False, words)
        raise HostProblem(request.service, words, failure.problem.fix) from failure
    deploy.journal.finish(False, f"deploy {request.id} was interrupted because the host went down; {words}")
    return words


def close_interrupted(deploy: Deploy) -> None:
    """Close earlier deploys that ended without a result while the host went on, and put back data that they left half moved."""
    ctx, service = deploy.ctx, deploy.service
    committed = read_committed(ctx, service)
    running = committed.version if committed else None
    for earlier in deploy_ids(ctx, service):
        if earlier == deploy.journal.deploy or journal_files(ctx, service, earlier).result.exists():
            continue
        request = read_request(ctx, service, earlier)
        interrupted = begin(ctx, deploy.account, earlier, request.strategy, request.drain)
        moving = request.data or any(set_aside(interrupted, each) for each in read_record(ctx, service, earlier).snapshots)
        if moving and not _reached(request, running):
            _return_data(interrupted, request, running)
        interrupted.journal.finish(False, f"deploy {earlier} was interrupted before it could commit or roll back")


def _reached(request: Request, running: Version | None) -> bool:
    """Whether a deploy ended after its commit: then the data belongs to the version that runs."""
    return running is not None and running.deploy in (request.id, request.to)


def _go_to_committed(ctx: Context, deploy: Deploy, request: Request) -> str:
    committed = read_committed(ctx, deploy.service)
    if committed is None:
        converge(deploy, None)
        return "it was the first deploy, so nothing of it stays"
    with deploy.journal.step("generation committed"):
        manifest = read_manifest(ctx, deploy.service, committed.version.generation)
    data = [] if _reached(request, committed.version) else _return_data(deploy, request, committed.version)
    converge(deploy, Target(manifest, committed.version.digests, committed.version.revisions))
    return "; ".join([f"generation {committed.version.generation} is running again", *data])


def _return_data(deploy: Deploy, request: Request, running: Version | None) -> list[str]:
    with deploy.journal.step("what was interrupted"):
        manifest = read_manifest(deploy.ctx, deploy.service, request.generation)
        record = read_record(deploy.ctx, deploy.service, request.id)
    return return_data(Attempt(deploy, request, manifest, request.version({}), running, record))
