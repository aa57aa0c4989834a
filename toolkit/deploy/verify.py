"""After the slots are up: one real request through the ingress, and a short look whether it lasts."""

from deploy.deploy import Deploy
from deploy.manifest import Manifest
from deploy.survey import OK, SERVER_ERROR, healthy
from deploy.wait import wait_until
from host import systemd
from host.errors import HostProblem
from host.systemd import active
from ingress.paths import fragments_folder

SMOKE_SECONDS = 45.0
SOAK_SECONDS = 5.0


def smoke(deploy: Deploy, manifest: Manifest) -> None:
    """Ask for / of the first name through Envoy; only when the service has a route there."""
    routed = (fragments_folder(deploy.ctx) / f"{deploy.service}.json").exists()
    if not manifest.names or not routed:
        return
    if not deploy.endpoints.has_cluster():
        deploy.journal.say("the ingress does not answer: not asked through it")
        return
    answer: list[int | str] = [""]

    def fine() -> bool:
        answer[0] = deploy.probes.ingress(manifest.names[0])
        status = answer[0]
        return isinstance(status, int) and status < SERVER_ERROR

    # The first handshakes may fail until Caddy has its certificate.
    if not wait_until(deploy.ctx.clock, SMOKE_SECONDS, fine, poll=1.0):
        raise HostProblem(
            f"https://{manifest.names[0]}/",
            f"the slots are healthy, but through the ingress it answers {answer[0]} after {SMOKE_SECONDS:.0f} s",
            f"`homelab logs {deploy.service}` shows the application, `journalctl -u homelab-ingress` the ingress",
        )


def soak(deploy: Deploy, manifest: Manifest) -> None:
    """Wait a few seconds; nothing may restart or turn unhealthy meanwhile."""
    before = systemd.show(deploy.ctx, manifest.units, account=deploy.account)
    deploy.ctx.clock.sleep(SOAK_SECONDS)
    after = systemd.show(deploy.ctx, manifest.units, account=deploy.account)
    for unit in manifest.units:
        state = after.get(unit, {})
        if not active(state) or state.get("NRestarts") != before.get(unit, {}).get("NRestarts"):
            raise HostProblem(
                unit,
                f"it did not stay up for {SOAK_SECONDS:.0f} s after it had been healthy",
                "its last log lines say why",
            )
    for pod in manifest.slots:
        if manifest.health_path and pod.slot is not None and (answer := healthy(deploy, manifest, pod.slot)) != OK:
            raise HostProblem(
                pod.label, f"{manifest.health_path} says {answer} shortly after it had been healthy", "its last log lines say why"
            )
