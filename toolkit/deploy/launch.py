"""Starts a deploy as a transient system unit, which a lost connection or a killed client does not affect."""

from pathlib import Path

from deploy.activate import HEALTH_SECONDS, START_MARGIN, STOP_SECONDS
from deploy.request import Request, write_request
from host.context import Context
from host.errors import CommandFailed
from host.images import PULL_SECONDS
from host.names import deploy_unit
from state.manifest import Manifest

# The steps that do not belong to a pod: comparison, configuration check, local smoke, watch, commit.
_FIXED_SECONDS = 900


def launch(ctx: Context, request: Request, manifest: Manifest) -> bool:
    """Start the unit. False if a unit with this name is running already: the name serves as the lock."""
    write_request(ctx, request)
    program = Path(__file__).resolve().parents[1] / "homelab"
    command = [
        "systemd-run",
        "--quiet",
        "--collect",
        f"--unit={deploy_unit(request.service)}",
        f"--description=homelab deploy of {request.service}, {request.id}",
        "--property=Type=exec",
        f"--property=RuntimeMaxSec={time_limit(request, manifest)}",
        str(program),
        "deploy",
        "run",
        request.service,
        request.id,
    ]
    try:
        ctx.runner.run(command)
    except CommandFailed as failure:
        if "already" in failure.said:
            return False
        raise
    return True


def time_limit(request: Request, manifest: Manifest) -> int:
    """The most seconds that the deploy and a rollback may take: the sum of their steps' limits."""
    images = {container.image for container in manifest.containers.values()}
    pods = sum(request.drain + STOP_SECONDS + manifest.within(pod) + START_MARGIN + 3 * HEALTH_SECONDS for pod in manifest.pods)
    return int(_FIXED_SECONDS + PULL_SECONDS * len(images) + 2 * pods)
