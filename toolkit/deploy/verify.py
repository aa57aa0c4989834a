"""After the slots are up: tests the service's path on this host, and watches briefly whether it stays up."""

from dataclasses import replace

from deploy.deploy import Deploy
from deploy.steady import stay_up
from deploy.survey import OK, healthy
from host.errors import HostProblem
from host.names import port
from ingress.chains import chains
from ingress.listeners import cluster_name
from smoke.parse import kept_spec
from smoke.run import Outcome, walk_layers
from smoke.spec import Spec
from smoke.walk import InDeploy, Walk
from state.manifest import SMOKE_FILE, Manifest

# Few retries: the slots are healthy already, and the smoke test that follows retries longer.
TRIES = 5
PAUSE_SECONDS = 1.0
CERTIFICATE_SECONDS = 45.0
WALK_SECONDS = 90.0


def smoke(deploy: Deploy, manifest: Manifest) -> None:
    """Test the service's path on this host. HostProblem for the first layer that fails."""
    if SMOKE_FILE not in manifest.files:
        return
    spec = kept_spec(manifest.read(SMOKE_FILE), deploy.service)
    routed = frozenset((chains(deploy.ctx.admin) or {}).get(cluster_name(deploy.service), []))
    names = _provable(deploy, spec, routed)
    if not names:
        return
    outcome = walk_layers(_walk(deploy, manifest, replace(spec, names=names), routed))
    if outcome.failure and outcome.failure.layer == "certificate" and spec.ca is None:
        # The previous version would have the same certificate: a rollback repairs nothing and would prevent the repair.
        deploy.journal.say(f"certificate: {outcome.failure.problem}; an external CA has to sign it, so the deploy goes on")
        return
    _judge(deploy, outcome)


def _provable(deploy: Deploy, spec: Spec, routed: frozenset[str]) -> tuple[str, ...]:
    """The names that can have a certificate by now."""
    waiting = [name for name in spec.names if name not in routed]
    if not waiting:
        return spec.names
    if spec.ca is not None:
        deploy.journal.say(f"not routed by the ingress yet: {', '.join(waiting)}; testing the slot's own sidecar instead")
        return spec.names
    # An external CA signs a name only after it has connected to it through the ingress.
    deploy.journal.say(
        f"not routed by the ingress and therefore without a certificate yet: {', '.join(waiting)}; the smoke test after the deploy tests it"
    )
    return tuple(name for name in spec.names if name in routed)


def _walk(deploy: Deploy, manifest: Manifest, spec: Spec, routed: frozenset[str]) -> Walk:
    ctx = replace(deploy.ctx, say=deploy.journal.say)
    patience = replace(spec, tries=TRIES, pause=PAUSE_SECONDS, certificate=CERTIFICATE_SECONDS)
    sidecar = port(deploy.account.uid, manifest.slots[0].slot or 0)
    inside = InDeploy(routed, sidecar, deploy.ctx.clock.monotonic() + WALK_SECONDS)
    return Walk(ctx, patience, local=True, deploy=inside)


def _judge(deploy: Deploy, outcome: Outcome) -> None:
    if (failure := outcome.failure) and (problem := outcome.problem()):
        raise HostProblem(problem.where, f"{failure.layer}: {problem.problem}", problem.fix)
    deploy.journal.say(f"layers passed: {', '.join(outcome.layers)}")


def soak(deploy: Deploy, manifest: Manifest) -> None:
    """Watch for a few seconds; nothing may restart or become unhealthy meanwhile."""
    stay_up(deploy.ctx, deploy.account, manifest.units)
    for pod in manifest.slots:
        if manifest.health_path and pod.slot is not None and (answer := healthy(deploy, manifest, pod.slot)) != OK:
            raise HostProblem(pod.label, f"{manifest.health_path} answers {answer} shortly after it was healthy", "see its last log lines")
