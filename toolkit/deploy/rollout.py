"""The client's side of a deploy: decides whether one is needed, starts it, follows it and reports its end."""

from deploy.deploy import Deploy, begin
from deploy.follow import follow
from deploy.launch import launch, time_limit
from deploy.noop import reasons
from deploy.request import Request, latest_open
from host import files
from host.context import Context
from host.errors import HostProblem
from host.names import health_port, port
from state.deploys import deploy_runs
from state.manifest import Manifest, read_manifest
from state.version import Committed, Version, read_committed

# Another deploy may start between our wait and our start. If this happens more often, two people are deploying.
_ATTEMPTS = 3


def roll_out(ctx: Context, request: Request) -> Version:
    """Deploy the request if needed and return the committed version. HostProblem with the deploy's report otherwise."""
    manifest = read_manifest(ctx, request.service, request.generation)
    limit = time_limit(request, manifest)
    for _ in range(_ATTEMPTS):
        _await_running(ctx, request.service, limit)
        # Only for the comparison: nothing is written before the first step.
        look = begin(ctx, ctx.account(request.service, request.uid), request.id, request.strategy, request.drain)
        committed = read_committed(ctx, request.service)
        if committed and (told := held_back(request, committed)):
            ctx.say(f"notice: {request.service}: {told}")
            return committed.version
        why = _why(look, manifest, request, committed)
        if committed and not why:
            return committed.version
        ctx.say(f"{request.service}: deploy {request.id} because {'; '.join(why)}")
        if launch(ctx, request, manifest):
            outcome = follow(ctx, request.service, request.id, limit)
            committed = read_committed(ctx, request.service)
            if not outcome.ok or committed is None:
                raise _failed(request, outcome.words)
            ctx.say(f"{request.service}: {outcome.words}")
            return committed.version
    raise HostProblem(
        f"{request.service}.rollout",
        "other deploys of this service started in between",
        "find out who else runs `pulumi up`, then run it again",
    )


def held_back(request: Request, committed: Committed) -> str:
    """Why a request is not deployed: somebody went back from exactly this version. Empty otherwise."""
    declared = committed.declared
    if declared is None or request.to or request.restart:
        return ""
    if (declared.generation, declared.revisions) != (request.generation, request.revisions):
        return ""
    forward = f"homelab rollback {request.service} --to {declared.deploy[-4:]}"
    return f"runs {committed.version.deploy}, declared {declared.deploy}: somebody went back; `{forward}` goes forward"


def _why(look: Deploy, manifest: Manifest, request: Request, committed: Committed | None) -> list[str]:
    if request.restart:
        return ["a restart was requested"]
    return [f"a rollback to {request.to} was requested"] if request.to else reasons(look, manifest, request, committed)


def _await_running(ctx: Context, service: str, limit: float) -> None:
    if not deploy_runs(ctx, service):
        return
    deploy = latest_open(ctx, service)
    ctx.say(f"{service}: waiting for the running deploy {deploy or ''}")
    if deploy is None:
        raise HostProblem(f"{service}.rollout", "another deploy is just starting or ending", "run the same command again")
    outcome = follow(ctx, service, deploy, limit)
    ctx.say(f"{service}: {outcome.words}")
    if deploy_runs(ctx, service):
        raise HostProblem(
            f"{service}.rollout",
            f"deploy {deploy} is still running after {limit:.0f} s",
            f"`homelab logs {service} --deploy {deploy[-4:]}`",
        )


def _failed(request: Request, words: str) -> HostProblem:
    again = f"homelab rollback {request.service} --to {request.to[-4:]}{' --data' if request.data else ''}" if request.to else "pulumi up"
    look = f"homelab logs {request.service} --deploy {request.id[-4:]}      try again: {again}"
    return HostProblem(request.service, words, look)


def observed(manifest: Manifest, version: Version) -> str:
    """The output of a rollout: stable as long as the result of the same deploy is running."""
    slots = {
        str(pod.slot): {"port": port(manifest.uid, pod.slot), "health": health_port(manifest.uid, pod.slot)}
        for pod in manifest.slots
        if pod.slot is not None
    }
    value = {
        "service": manifest.service,
        "generation": version.generation,
        "deploy": version.deploy,
        "images": version.digests,
        "units": manifest.units,
        "slots": slots if manifest.health_path else {},
    }
    return files.compact_json(value)
