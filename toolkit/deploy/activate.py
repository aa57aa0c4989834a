"""Brings one pod to the wanted version: installs its files, then restarts as little as the change allows."""

from collections.abc import Iterable

from deploy.deploy import Deploy
from deploy.install import install, read_installed, settle
from deploy.survey import OK, Work, healthy, inactive_units
from host import systemd
from host.contract import CONTRACT
from host.errors import HostProblem
from host.names import container_unit, pod_unit
from host.podman import podman
from host.wait import wait_until
from state.manifest import Manifest

_CADDY = CONTRACT["caddy"]
# As the sidecar sees it.
CADDYFILE = f"{_CADDY['configFolder']}/{_CADDY['configFile']}"
STOP_SECONDS = 180.0
# In addition to the containers' own limits: the wait for required services, pod creation, and a slow machine.
START_MARGIN = CONTRACT["seconds"]["waitForRequiredServices"] + CONTRACT["seconds"]["podCreation"] + 60.0
HEALTH_SECONDS = 60.0
# --force: Caddy skips a reload if the config's text is the same, although a certificate that it names may be new.
RELOAD = ["caddy", "reload", "--force", "--config", CADDYFILE, "--adapter", "caddyfile", "--address", f"unix/{_CADDY['adminSocket']}"]


def change_pod(deploy: Deploy, work: Work) -> None:
    """Install the files; a pod that has to be recreated is stopped first."""
    pod = work.wanted.pod
    if work.change.pod:
        stop_pods(deploy, pod.name, containers=pod.containers)
    install(deploy, work.wanted, set(work.pending))
    if work.change.restarts:
        systemd.daemon_reload(deploy.ctx, deploy.account)


def stop_pods(deploy: Deploy, *pods: str, containers: Iterable[str] = ()) -> None:
    """Stop pods with every container that they have or had, all at once, and reset failures.

    containers: containers of the wanted version, in addition to the recorded ones.
    """
    systemd.stop(deploy.ctx, pods_units(deploy, *pods, containers=containers), account=deploy.account, timeout=STOP_SECONDS)


def pods_units(deploy: Deploy, *pods: str, containers: Iterable[str] = ()) -> list[str]:
    """The units of pods, with every container that they have or had. containers: as in `stop_pods`."""
    units: list[str] = []
    for pod in pods:
        installed = read_installed(deploy, pod)
        names = sorted({*containers, *(installed.containers if installed else ())})
        units += [pod_unit(pod), *(container_unit(pod, name) for name in names)]
    return units


def bring_up(deploy: Deploy, manifest: Manifest, work: Work) -> None:
    """Restart, start or reload. Returns when systemd reports that the whole pod is healthy."""
    pod, change = work.wanted.pod, work.change
    limit = manifest.within(pod) + START_MARGIN
    if change.pod or change.start:
        _require_loaded(deploy, pod.units)
        systemd.start(deploy.ctx, pod.units, account=deploy.account, timeout=limit)
    elif change.containers:
        units = [container_unit(pod.name, name) for name in sorted(change.containers)]
        systemd.systemctl(deploy.ctx, "restart", *units, account=deploy.account, timeout=limit)
    if change.reload and not change.pod:
        podman(deploy.ctx, deploy.account, "exec", f"{pod.name}-{pod.proxy}", *RELOAD)
    if down := inactive_units(deploy, pod):
        systemd.start(deploy.ctx, down, account=deploy.account, timeout=limit)
    if pod.slot is not None and manifest.health_path:
        _await_health(deploy, manifest, pod.slot)
    settle(deploy, work.wanted)


def _require_loaded(deploy: Deploy, units: list[str]) -> None:
    states = systemd.show(deploy.ctx, units, account=deploy.account)
    missing = [unit for unit in units if states.get(unit, {}).get("LoadState") != "loaded"]
    if missing:
        raise HostProblem(
            ", ".join(missing),
            "systemd does not know this unit although its file exists",
            f"`journalctl -b -t quadlet-generator _UID={deploy.account.uid}` says why",
        )


def _await_health(deploy: Deploy, manifest: Manifest, slot: int) -> None:
    answer: list[int | str] = [""]

    def fine() -> bool:
        answer[0] = healthy(deploy, manifest, slot)
        return answer[0] == OK

    if not wait_until(deploy.ctx.clock, HEALTH_SECONDS, fine):
        raise HostProblem(
            f"slot {slot}",
            f"its containers are running, but {manifest.health_path} still answers {answer[0]} after {HEALTH_SECONDS:.0f} s",
            "the application's log says what it is waiting for",
        )


def await_envoy(deploy: Deploy, slot: int) -> None:
    """If Envoy routes to the service, wait until Envoy's own health check of the slot passes."""
    if not wait_until(deploy.ctx.clock, HEALTH_SECONDS, lambda: deploy.endpoints.envoy_sees_healthy(slot)):
        raise HostProblem(
            f"slot {slot}",
            f"it is healthy, but Envoy's own health check does not pass within {HEALTH_SECONDS:.0f} s",
            "compare the health path of the service's route with the slot's answer on its health port",
        )
