"""The report of a failed deploy: the step, the last log lines, what is running now, where to look."""

from deploy.deploy import Deploy
from deploy.journal import StepFailed
from deploy.request import Request
from deploy.survey import inactive_units
from host.errors import CommandFailed, HostProblem
from host.names import container_unit
from state.manifest import APPLICATION, Manifest, Pod, read_manifest
from state.version import Version

LAST_LINES = 15


def failing_pod(failure: StepFailed, manifest: Manifest) -> Pod | None:
    """The pod that the failed step was about."""
    return next((pod for pod in manifest.pods if pod.name == failure.pod), None)


def last_lines(deploy: Deploy, pod: Pod, down: list[str], since: float) -> list[str]:
    """The last log lines of the containers that are down, or of all applications if everything is running.

    since: Unix time; older lines belong to the previous version.
    """
    suspects = [name for name in pod.containers if container_unit(pod.name, name) in down] or pod.applications
    lines = []
    for name in suspects:
        unit = f"{pod.name}-{name}"
        # Lines with the unit's name as identifier are the container's output; without any, the unit's own messages are used.
        found = _journal(deploy, since, f"_UID={deploy.account.uid}", "-t", unit) or _journal(
            deploy, since, f"_UID={deploy.account.uid}", f"USER_UNIT={unit}.service"
        )
        lines += [f"{pod.label} {name} | {line}" for line in found]
    return lines[-LAST_LINES:]


def _journal(deploy: Deploy, since: float, *match: str) -> list[str]:
    command = ["journalctl", "-q", "--no-pager", "-o", "cat", "-n", str(LAST_LINES), f"--since=@{since:.6f}", *match]
    try:
        return deploy.ctx.runner.run(command, check=False).out.splitlines()
    except CommandFailed:
        return []


def running_words(deploy: Deploy, version: Version | None) -> str:
    """What is running now, in a few words."""
    if version is None:
        return "nothing: it has never been deployed on this host"
    try:
        manifest = read_manifest(deploy.ctx, deploy.service, version.generation)
    except HostProblem:
        return f"generation {version.generation}"
    up = sum(1 for pod in manifest.slots if not inactive_units(deploy, pod))
    images = [container.image.rpartition("/")[2] for container in manifest.containers.values() if container.role == APPLICATION]
    return f"{', '.join(images)} ({up} of {len(manifest.slots)} slots)"


def failure_words(deploy: Deploy, request: Request, failure: StepFailed, outcome: str, running: str, lines: list[str]) -> str:
    """The report for people, without its last line."""
    rows = [
        f'deploy {request.id} failed at "{failure.step}" after {failure.seconds:.0f} s, {outcome}',
        f"reason        {failure.problem.problem}",
    ]
    if not isinstance(failure.problem, CommandFailed):
        rows.append(f"what to do    {failure.problem.fix}")
    rows.append(f"now running   {running}")
    rows += [f"{'last lines' if number == 0 else '':<13} {line}" for number, line in enumerate(lines)]
    return "\n".join(rows)
