"""Runs one deploy from its request to commit or rollback, inside the transient unit."""

from dataclasses import replace

from deploy.commit import commit, prune
from deploy.converge import converge
from deploy.deploy import Deploy, begin
from deploy.journal import StepFailed
from deploy.needs import require_needs
from deploy.prepare import check_sidecar, pin_images, preflight
from deploy.report import failing_pod, failure_words, last_lines, running_words
from deploy.request import Request, read_request
from deploy.survey import Target, inactive_units
from deploy.verify import smoke, soak
from host import systemd
from host.context import Context
from host.errors import HostProblem
from state.manifest import SMOKE_FILE, Manifest, read_manifest
from state.version import Committed, Version, read_committed


def run(ctx: Context, service: str, deploy_id: str) -> int:
    """Run a requested deploy; exit code 0 if it was committed. The result file contains the details."""
    request = read_request(ctx, service, deploy_id)
    deploy = begin(ctx, ctx.account(service, request.uid), request.id, request.strategy, request.drain)
    committed = read_committed(ctx, service)
    began = ctx.clock.monotonic()
    try:
        manifest, version = _prepare(deploy, request, committed)
    except StepFailed as failure:
        outcome = "nothing was changed"
        running = running_words(deploy, committed.version if committed else None)
        deploy.journal.finish(False, failure_words(deploy, request, failure, outcome, running, []))
        return 1
    try:
        done = _perform(deploy, manifest, version, request.restart, committed)
    except StepFailed as failure:
        if committed is None:
            failure = _explained(deploy, request, manifest, version, failure)
        deploy.journal.finish(False, _go_back(deploy, request, manifest, version, committed, failure))
        return 1
    if done.previous:
        _tidy(deploy, done)
    seconds = ctx.clock.monotonic() - began
    deploy.journal.finish(True, f"deploy {request.id} committed after {seconds:.0f} s: {len(manifest.slots)} slots")
    return 0


def _prepare(deploy: Deploy, request: Request, committed: Committed | None) -> tuple[Manifest, Version]:
    current = committed.version if committed else None
    with deploy.journal.step("preflight"):
        manifest = read_manifest(deploy.ctx, deploy.service, request.generation)
        preflight(deploy, manifest, request.revisions)
        if not request.restart:
            require_needs(deploy, request.needs)
    with deploy.journal.step("images"):
        digests = pin_images(deploy, manifest, current)
    if current:
        with deploy.journal.step("configuration check"):
            check_sidecar(deploy, manifest, request, digests, current)
    return manifest, request.version(digests)


def _perform(deploy: Deploy, manifest: Manifest, version: Version, restart: bool, before: Committed | None) -> Committed:
    converge(deploy, Target(manifest, version.digests, version.revisions, restart))
    with deploy.journal.step("local smoke"):
        smoke(deploy, manifest)
    if before is None and SMOKE_FILE in manifest.files:
        # There is no previous version, and dependent services may be waiting: the smoke test watches the service instead.
        deploy.journal.say("soak: the smoke test after the deploy does it")
    else:
        with deploy.journal.step("soak"):
            soak(deploy, manifest)
    with deploy.journal.step("commit"):
        return commit(deploy, manifest, version)


def _explained(deploy: Deploy, request: Request, manifest: Manifest, version: Version, failure: StepFailed) -> StepFailed:
    """The failure in the words of the configuration check, which a first deploy skips because nothing serves yet."""
    pod = failing_pod(failure, manifest)
    if pod is None or pod.proxy is None:
        return failure
    try:
        check_sidecar(deploy, manifest, request, dict(version.digests), None)
    except HostProblem as problem:
        return StepFailed(failure.step, failure.pod, failure.seconds, problem)
    return failure


def _tidy(deploy: Deploy, committed: Committed) -> None:
    try:
        with deploy.journal.step("tidying up"):
            prune(deploy, committed)
    except StepFailed as failure:
        # The deploy is committed; the next deploy deletes what remained.
        deploy.journal.say(f"old files could not be deleted: {failure.problem.problem}")


def _go_back(
    deploy: Deploy, request: Request, manifest: Manifest, version: Version, committed: Committed | None, failure: StepFailed
) -> str:
    lines = _collect(deploy, manifest, failure)
    before = committed.version if committed else None
    if version.same_content(before):
        outcome = "there is no other version to roll back to"
    else:
        began = deploy.ctx.clock.monotonic()
        deploy.journal.say("rolling back")
        try:
            _roll_back(deploy, before)
            outcome = f"rolled back in {deploy.ctx.clock.monotonic() - began:.0f} s"
        except StepFailed as second:
            outcome = f'and the rollback failed too, at "{second.step}" after {second.seconds:.0f} s: {second.problem.problem}'
    return failure_words(deploy, request, failure, outcome, running_words(deploy, before), lines)


def _collect(deploy: Deploy, manifest: Manifest, failure: StepFailed) -> list[str]:
    pod = failing_pod(failure, manifest)
    if pod is None:
        return []
    try:
        down = inactive_units(deploy, pod)
        since = deploy.ctx.clock.now().timestamp() - failure.seconds
        lines = last_lines(deploy, pod, down, since)
        # A failed unit is in auto-restart and would race with the rollback.
        systemd.stop(deploy.ctx, down, account=deploy.account)
    except HostProblem as problem:
        return [problem.problem]
    return lines


def _roll_back(deploy: Deploy, before: Version | None) -> None:
    if before is None:
        converge(deploy, None)
        return
    with deploy.journal.step("generation before"):
        manifest = read_manifest(deploy.ctx, deploy.service, before.generation)
    # Its slots return by its own strategy, which fits their number, unless two versions must never run side by side.
    strategy = deploy.strategy if deploy.strategy == "recreate" else before.strategy
    converge(replace(deploy, strategy=strategy), Target(manifest, before.digests, before.revisions))
