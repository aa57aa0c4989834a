"""The way back after a failed step: data first where the definition says so, then the version before, and the report."""

from dataclasses import dataclass, replace

from deploy.converge import converge
from deploy.data import restorable, restore_data, stop_service, undo_restore, unserved
from deploy.deploy import Deploy
from deploy.journal import StepFailed
from deploy.prepare import check_sidecar
from deploy.report import failing_pod, failure_words, last_lines, running_words
from deploy.request import Request
from deploy.survey import Target, inactive_units
from host import systemd
from host.errors import HostProblem
from state.manifest import Manifest, read_manifest
from state.records import Record
from state.version import Version


@dataclass(frozen=True)
class Attempt:
    """What failed: the deploy of `version`, while `before` was running (None: nothing)."""

    deploy: Deploy
    request: Request
    manifest: Manifest
    version: Version
    before: Version | None
    record: Record


def go_back(attempt: Attempt, failure: StepFailed) -> str:
    """Return to the version before; the report for people."""
    deploy, before = attempt.deploy, attempt.before
    if before is None:
        failure = _explained(attempt, failure)
    lines = _collect(attempt, failure)
    outcome = "there is no other version to roll back to" if attempt.version.same_content(before) else _return(attempt)
    return failure_words(deploy, attempt.request, failure, outcome, running_words(deploy, before), lines)


def _return(attempt: Attempt) -> str:
    deploy = attempt.deploy
    began = deploy.ctx.clock.monotonic()
    deploy.journal.say("rolling back")
    try:
        data = return_data(attempt)
        _roll_back(deploy, attempt.before)
    except StepFailed as second:
        return f'and the rollback failed too, at "{second.step}" after {second.seconds:.0f} s: {second.problem.problem}'
    return "; ".join([f"rolled back in {deploy.ctx.clock.monotonic() - began:.0f} s", *data])


def return_data(attempt: Attempt) -> list[str]:
    """Put the data back where that is due; returns what was done, in words. Stops the service for it."""
    deploy, record = attempt.deploy, attempt.record
    if attempt.request.data:
        stop_service(deploy, attempt.manifest)
        with deploy.journal.step("data put back"):
            undo_restore(deploy, sorted(attempt.request.data))
        return []
    if attempt.before is None:
        return []
    datasets = restorable(deploy, attempt.manifest, record)
    if not datasets:
        return [f"the data stays as it is: {', '.join(record.snapshots.values())} is from before"] if record.snapshots else []
    stop_service(deploy, attempt.manifest)
    return restore_data(deploy, {each: record.snapshots[each] for each in datasets}, discard=unserved(deploy))


def _explained(attempt: Attempt, failure: StepFailed) -> StepFailed:
    """The failure in the words of the configuration check, which a first deploy skips because nothing serves yet."""
    pod = failing_pod(failure, attempt.manifest)
    if pod is None or pod.proxy is None:
        return failure
    try:
        check_sidecar(attempt.deploy, attempt.manifest, attempt.request, dict(attempt.version.digests), None)
    except HostProblem as problem:
        return StepFailed(failure.step, failure.pod, failure.seconds, problem)
    return failure


def _collect(attempt: Attempt, failure: StepFailed) -> list[str]:
    deploy, pod = attempt.deploy, failing_pod(failure, attempt.manifest)
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
