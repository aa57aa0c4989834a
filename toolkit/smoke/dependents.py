"""After a deploy: tests the services that require the deployed one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from host import files
from host.context import Context
from host.errors import HostProblem, HostProblems
from host.uid_ledger import known
from smoke.parse import kept_spec
from smoke.run import Outcome
from smoke.spec import Spec
from state.deploys import deploy_runs
from state.manifest import SMOKE_FILE
from state.version import read_committed

# No test starts after this time; the services that were not tested are reported.
TOGETHER_SECONDS = 300.0
# Dependent services have their certificates already, so none has to be ordered.
CERTIFICATE_SECONDS = 30.0


def kept_test(ctx: Context, service: str) -> Path:
    """Path of a service's stored smoke test on this host."""
    return ctx.paths.service(service) / SMOKE_FILE


def check_dependents(ctx: Context, service: str, walk: Callable[[Spec], Outcome]) -> None:
    """Run the stored test of each service whose running version requires this one. HostProblems naming all that fail.

    A service that is being deployed is skipped, because its own deploy ends with the same test.
    """
    deadline = ctx.clock.monotonic() + TOGETHER_SECONDS
    problems = []
    for name in _dependents(ctx, service):
        if deploy_runs(ctx, name):
            ctx.say(f"{service}: the dependent service {name} is being deployed, which ends with its own test")
        elif ctx.clock.monotonic() >= deadline:
            ctx.say(f"{service}: the dependent service {name} was not tested within the time limit; to test it: homelab smoke {name}")
        elif problem := _problem(ctx, name, walk):
            if deploy_runs(ctx, name):
                ctx.say(f"{service}: the dependent service {name} was deployed meanwhile, which ends with its own test")
            else:
                problems.append(_as_ours(service, name, problem))
    if problems:
        raise HostProblems(problems)


def _dependents(ctx: Context, service: str) -> list[str]:
    committed = [(account.service, read_committed(ctx, account.service)) for account in known(ctx)]
    return [name for name, version in committed if version and service in version.version.needs and kept_test(ctx, name).exists()]


def _problem(ctx: Context, name: str, walk: Callable[[Spec], Outcome]) -> HostProblem | None:
    try:
        spec = kept_spec(files.read(kept_test(ctx, name)) or "", name)
    except HostProblem as problem:
        return problem
    ctx.say(f"testing {name}, which requires the deployed service")
    return walk(replace(spec, certificate=CERTIFICATE_SECONDS)).problem()


def _as_ours(service: str, name: str, problem: HostProblem) -> HostProblem:
    return HostProblem(
        f"{service}.smoke", f"{name} requires {service} and fails its smoke test: {problem.where}: {problem.problem}", problem.fix
    )
