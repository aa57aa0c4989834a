"""Whether a service's own slots are ready, asked at their health ports and not through the ingress."""

from host.context import Context
from host.errors import HostProblem
from host.names import READINESS_PATH, health_port
from state.manifest import read_manifest
from state.version import read_committed

_OK = 200


def no_slot_is_ready(ctx: Context, service: str) -> str | None:
    """What each slot of the running version answers if none is ready; None if one is, or if there is nothing to ask."""
    try:
        committed = read_committed(ctx, service)
        manifest = read_manifest(ctx, service, committed.version.generation) if committed else None
    except HostProblem:
        return None
    if manifest is None or manifest.health_path is None:
        return None
    answers = {
        pod.label: ctx.probes.health(health_port(manifest.uid, pod.slot), READINESS_PATH) for pod in manifest.slots if pod.slot is not None
    }
    if not answers or _OK in answers.values():
        return None
    told = ", ".join(f"{label}: {answer}" for label, answer in answers.items())
    return f"no slot of {service} is ready ({told})"
