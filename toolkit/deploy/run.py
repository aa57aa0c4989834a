"""Runs one deploy from its request to commit or rollback, inside the transient unit."""

from dataclasses import replace

from deploy.changes import changes
from deploy.commit import commit, prune
from deploy.converge import Before, converge
from deploy.data import restore_data, snapshot_data, stop_service
from deploy.deploy import Deploy, begin
from deploy.go_back import Attempt, go_back
from deploy.hooks import run_hooks
from deploy.journal import StepFailed
from deploy.needs import require_needs
from deploy.prepare import check_sidecar, pin_images, preflight
from deploy.recover import close_interrupted
from deploy.report import failure_words, running_words
from deploy.request import Request, read_request
from deploy.survey import Target
from deploy.verify import smoke, soak
from host.context import Context
from host.errors import HostProblem
from state.manifest import SMOKE_FILE, Manifest, read_manifest
from state.records import Record, write_record
from state.version import Committed, Version, find_version, read_committed


def run(ctx: Context, service: str, deploy_id: str) -> int:
    """Run a requested deploy; exit code 0 if it was committed. The result file contains the details."""
    request = read_request(ctx, service, deploy_id)
    deploy = begin(ctx, ctx.account(service, request.uid), request.id, request.strategy, request.drain)
    committed = read_committed(ctx, service)
    before = committed.version if committed else None
    began = ctx.clock.monotonic()
    try:
        manifest, version = _prepare(deploy, request, committed)
    except StepFailed as failure:
        running = running_words(deploy, before)
        deploy.journal.finish(False, failure_words(deploy, request, failure, "nothing was changed", running, []))
        return 1
    attempt = Attempt(deploy, request, manifest, version, before, _record(deploy, request, manifest, version, before))
    try:
        done = _perform(attempt)
    except _Failed as failed:
        deploy.journal.finish(False, go_back(failed.attempt, failed.failure))
        return 1
    if done.previous:
        _tidy(deploy, done, manifest)
    seconds = ctx.clock.monotonic() - began
    deploy.journal.finish(True, f"deploy {request.id} committed after {seconds:.0f} s: {len(manifest.slots)} slots")
    return 0


class _Failed(Exception):
    """A step failed; the attempt as far as it came."""

    def __init__(self, attempt: Attempt, failure: StepFailed) -> None:
        super().__init__(failure.step)
        self.attempt = attempt
        self.failure = failure


def _prepare(deploy: Deploy, request: Request, committed: Committed | None) -> tuple[Manifest, Version]:
    current = committed.version if committed else None
    with deploy.journal.step("preflight"):
        close_interrupted(deploy)
        # A version that ran before runs again exactly as it was; otherwise the tags decide.
        kept = find_version(committed, request.to) if request.to else None
        manifest = read_manifest(deploy.ctx, deploy.service, request.generation)
        preflight(deploy, manifest, request.revisions)
        if not request.restart:
            require_needs(deploy, request.needs)
    with deploy.journal.step("images"):
        digests = pin_images(deploy, manifest, current, kept)
    if current:
        with deploy.journal.step("configuration check"):
            check_sidecar(deploy, manifest, request, digests, current)
    return manifest, kept or request.version(digests)


def _record(deploy: Deploy, request: Request, manifest: Manifest, version: Version, before: Version | None) -> Record:
    try:
        old = read_manifest(deploy.ctx, deploy.service, before.generation) if before else None
    except HostProblem:
        old = None
    kind = "restart" if request.restart else "rollback" if request.to else "deploy"
    words = changes(old, manifest, before, version)
    left = before.deploy if before else ""
    # A repair brings no version of its own: in the history it stands for the one that it repairs.
    brought = left if version.same_content(before) else version.deploy
    record = Record(request.id, request.who, kind, left, brought, words, version.digests)
    write_record(deploy.ctx, deploy.service, record)
    return record


def _perform(attempt: Attempt) -> Committed:
    deploy, manifest, version = attempt.deploy, attempt.manifest, attempt.version
    reached = attempt

    def snapshot() -> None:
        nonlocal reached
        reached = replace(reached, record=snapshot_data(deploy, manifest, reached.record))

    try:
        if attempt.request.data:
            stop_service(deploy, manifest)
            snapshot()
            restore_data(deploy, attempt.request.data)
        before = Before(lambda: run_hooks(deploy, attempt.before), snapshot) if attempt.before and not attempt.request.data else None
        converge(deploy, Target(manifest, version.digests, version.revisions, attempt.request.restart), before)
        _prove(reached)
        with deploy.journal.step("commit"):
            return commit(deploy, manifest, version, goes_back=bool(attempt.request.to))
    except StepFailed as failure:
        raise _Failed(reached, failure) from failure


def _prove(attempt: Attempt) -> None:
    deploy, manifest = attempt.deploy, attempt.manifest
    with deploy.journal.step("local smoke"):
        smoke(deploy, manifest)
    if attempt.before is None and SMOKE_FILE in manifest.files:
        # There is no previous version, and dependent services may be waiting: the smoke test watches the service instead.
        deploy.journal.say("soak: the smoke test after the deploy does it")
        return
    with deploy.journal.step("soak"):
        soak(deploy, manifest)


def _tidy(deploy: Deploy, committed: Committed, manifest: Manifest) -> None:
    try:
        with deploy.journal.step("tidying up"):
            prune(deploy, committed, manifest)
    except StepFailed as failure:
        # The deploy is committed; the next deploy deletes what remained.
        deploy.journal.say(f"old files could not be deleted: {failure.problem.problem}")
