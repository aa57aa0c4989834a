"""After a deploy: whether the services that need the one that was deployed still answer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from host import files
from host.context import Context
from host.errors import HostProblem, HostProblems
from host.uid_ledger import known
from smoke.run import Outcome
from smoke.spec import Spec, parse_spec
from state.deploys import deploy_runs
from state.manifest import SMOKE_FILE
from state.version import read_committed

# No test is begun after that; what is left is said.
TOGETHER_SECONDS = 300.0
# They have their certificates: nobody has to order one.
CERTIFICATE_SECONDS = 30.0


def kept_test(ctx: Context, service: str) -> Path:
    """Where a service's smoke test is kept on this host."""
    return ctx.paths.service(service) / SMOKE_FILE


def check_dependents(ctx: Context, service: str, walk: Callable[[Spec], Outcome]) -> None:
    """Run the kept test of each service whose running version needs this one. HostProblems naming all that fail.

    One that is being deployed is left out: that deploy ends with the same test.
    """
    deadline = ctx.clock.monotonic() + TOGETHER_SECONDS
    problems = []
    for name in _dependents(ctx, service):
        if deploy_runs(ctx, name):
            ctx.say(f"{service}: {name} needs it and is being deployed: tested at the end of that")
        elif ctx.clock.monotonic() >= deadline:
            ctx.say(f"{service}: {name} needs it and was not tested, the time is over: `homelab smoke {name}`")
        elif problem := _problem(ctx, name, walk):
            if deploy_runs(ctx, name):
                ctx.say(f"{service}: {name} needs it and was deployed meanwhile: tested at the end of that")
            else:
                problems.append(_as_ours(service, name, problem))
    if problems:
        raise HostProblems(problems)


def _dependents(ctx: Context, service: str) -> list[str]:
    committed = [(account.service, read_committed(ctx, account.service)) for account in known(ctx)]
    return [name for name, version in committed if version and service in version.version.needs and kept_test(ctx, name).exists()]


def _problem(ctx: Context, name: str, walk: Callable[[Spec], Outcome]) -> HostProblem | None:
    try:
        spec = parse_spec(files.read(kept_test(ctx, name)) or "", name)
    except HostProblem as problem:
        return problem
    ctx.say(f"testing {name}, which needs what was deployed")
    return walk(replace(spec, certificate=CERTIFICATE_SECONDS)).problem()


def _as_ours(service: str, name: str, problem: HostProblem) -> HostProblem:
    return HostProblem(
        f"{service}.smoke", f"{name} needs {service}, and does not answer as it should: {problem.where}: {problem.problem}", problem.fix
    )
