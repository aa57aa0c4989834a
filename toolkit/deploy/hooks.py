"""The commands of a definition that run before a deploy, inside the containers that are still running."""

import shlex

from deploy.deploy import Deploy
from deploy.survey import inactive_units
from host.errors import CommandFailed, HostProblem
from host.names import container_unit
from host.podman import podman
from state.manifest import Container, Pod, read_manifest
from state.version import Version


def run_hooks(deploy: Deploy, running: Version | None) -> None:
    """Run the running version's commands in the containers that run. StepFailed for the first that fails; nothing has changed then."""
    if running is None:
        return
    try:
        manifest = read_manifest(deploy.ctx, deploy.service, running.generation)
    except HostProblem:
        deploy.journal.say("the running generation is missing, and with it the commands to run before a deploy")
        return
    for name, container in manifest.containers.items():
        pod = next((each for each in manifest.pods if name in each.containers), None)
        if not pod or not container.before_deploy:
            continue
        if container_unit(pod.name, name) in inactive_units(deploy, pod):
            # A deploy is what starts it again.
            deploy.journal.say(f"before the deploy: {name} is not running, so its command is left out")
            continue
        _run(deploy, pod, name, container)


def _run(deploy: Deploy, pod: Pod, name: str, container: Container) -> None:
    command, seconds = container.before_deploy or ((), 0)
    with deploy.journal.step(f"before the deploy: {name}"):
        try:
            podman(deploy.ctx, deploy.account, "exec", f"{pod.name}-{name}", *command, timeout=float(seconds))
        except CommandFailed as failure:
            how = f"did not end within {seconds} s" if failure.code is None else f"ended with exit code {failure.code}"
            raise HostProblem(
                f"{deploy.service}.containers.{name}.beforeDeploy",
                f"`{shlex.join(command)}` {how}" + (f": {failure.said}" if failure.said else ""),
                f"try it: homelab exec {deploy.service} {name} -- {shlex.join(command)}",
            ) from failure
