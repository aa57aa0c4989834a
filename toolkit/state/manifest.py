"""A generation's manifest: its pods and containers, and the effect of a change to each file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host import files
from host.context import Context
from host.contract import CONTRACT
from host.errors import HostProblem
from host.kept import read_kept
from host.names import container_unit, pod_unit

_GENERATION = CONTRACT["generation"]
MANIFEST_FILE: str = _GENERATION["manifest"]
SMOKE_FILE: str = _GENERATION["smoke"]
SCRAPE_FILE: str = _GENERATION["scrape"]
# Folders of a generation: quadlets, and what each container reads.
UNITS = f"{_GENERATION['units']}/"
CONFIG = f"{_GENERATION['config']}/"


_ROLES = CONTRACT["roles"]
APPLICATION: str = _ROLES["application"]
PROXY: str = _ROLES["proxy"]
DIRECTORY: str = _ROLES["directory"]
# Manifests that were written before containers had a role name Caddy and the LDAP outpost like this.
_ROLES_BY_NAME = {"caddy": PROXY, "ldap": DIRECTORY}


@dataclass(frozen=True)
class Pod:
    """A pod of the service; `slot` is None for the state pod. `containers`: name -> role, by name."""

    name: str
    slot: int | None
    containers: Mapping[str, str]

    @property
    def label(self) -> str:
        """The pod's name in steps and messages."""
        return "state" if self.slot is None else f"slot {self.slot}"

    @property
    def applications(self) -> list[str]:
        """The containers that are the service's own programs."""
        return [name for name, role in self.containers.items() if role == APPLICATION]

    @property
    def proxy(self) -> str | None:
        """The container that ends TLS; None in a pod without a way in."""
        return next((name for name, role in self.containers.items() if role == PROXY), None)

    @property
    def units(self) -> list[str]:
        """systemd service names: the pod's own and its containers'."""
        return [pod_unit(self.name), *(container_unit(self.name, each) for each in self.containers)]


@dataclass(frozen=True)
class MountedSecret:
    """A secret of a container: `target` is a file name under /run/secrets, or a variable if the type is `env`."""

    secret: str
    type: str
    target: str


@dataclass(frozen=True)
class Container:
    """`within`: seconds until it must be healthy. `role`: what it is for; a newer program may know others than this one.

    before_deploy: arguments of the command that runs inside of it before a deploy, and the seconds that it may take.
    """

    role: str
    image: str
    within: int
    secrets: tuple[MountedSecret, ...]
    before_deploy: tuple[tuple[str, ...], int] | None = None


@dataclass(frozen=True)
class Manifest:
    """`network` is a quadlet's file name or None; `files` maps a bundle path to its effect.

    `answers`: the container that answers requests; None without a way in, and in manifests of before that do not say it.
    """

    service: str
    uid: int
    network: str | None
    pods: tuple[Pod, ...]
    containers: dict[str, Container]
    health_path: str | None
    answers: str | None
    # Dataset -> when a failed deploy puts it back: never, recreate or auto. Empty in manifests of before.
    data: dict[str, str]
    files: dict[str, str]
    folder: Path

    @property
    def slots(self) -> list[Pod]:
        """The pods that receive requests, sorted by slot."""
        return sorted((pod for pod in self.pods if pod.slot is not None), key=lambda pod: pod.slot or 0)

    @property
    def state(self) -> Pod | None:
        """The state pod, which keeps running while slots roll."""
        return next((pod for pod in self.pods if pod.slot is None), None)

    @property
    def proxy(self) -> str | None:
        """The container that ends TLS in every slot; None without a way in."""
        return next((pod.proxy for pod in self.slots if pod.proxy), None)

    @property
    def units(self) -> list[str]:
        """All systemd service names, sorted."""
        return sorted(unit for pod in self.pods for unit in pod.units)

    def within(self, pod: Pod) -> int:
        """The sum of the containers' start-up limits, in seconds."""
        return sum(self.containers[name].within for name in pod.containers)

    def read(self, path: str) -> str:
        """Text of one of the generation's files."""
        text = files.read(self.folder / path)
        if text is None:
            raise _damaged(self.folder, f"{path} is missing")
        return text


def read_manifest(ctx: Context, service: str, generation: str) -> Manifest:
    """The manifest of a generation on this host. HostProblem if it is missing or damaged."""
    folder = ctx.paths.generations(service) / generation
    raw = read_kept(folder / MANIFEST_FILE, _GENERATION["format"])
    if raw is None:
        raise HostProblem(
            f"{service} generation {generation}",
            "this generation is not on the host",
            "run `pulumi up`; if it changes nothing, run `pulumi refresh` first",
        )
    try:
        return _manifest(raw, folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{MANIFEST_FILE} has a missing or wrong field: {error}") from error


def _manifest(raw: dict[str, Any], folder: Path) -> Manifest:
    web = raw.get("web")
    containers = {name: _container(name, each) for name, each in raw["containers"].items()}
    return Manifest(
        service=raw["service"],
        uid=raw["uid"],
        network=raw.get("network"),
        pods=tuple(_pod(pod, containers) for pod in raw["pods"]),
        containers=containers,
        health_path=web["healthPath"] if web else None,
        answers=web.get("container") if web else None,
        data=dict(raw.get("data", {})),
        # An object in format 1.
        files={path: each if isinstance(each, str) else each["effect"] for path, each in raw["files"].items()},
        folder=folder,
    )


def _pod(raw: dict[str, Any], containers: Mapping[str, Container]) -> Pod:
    return Pod(raw["name"], raw["slot"], {name: containers[name].role for name in raw["containers"]})


def _container(name: str, raw: dict[str, Any]) -> Container:
    role = raw["role"] if "role" in raw else _ROLES_BY_NAME.get(name, APPLICATION)
    secrets = tuple(MountedSecret(each["secret"], each["type"], each["target"]) for each in raw.get("secrets", ()))
    hook = raw.get("beforeDeploy")
    return Container(role, raw["image"], raw["within"], secrets, (tuple(hook["command"]), hook["within"]) if hook else None)


def _damaged(folder: Path, problem: str) -> HostProblem:
    return HostProblem(str(folder), problem, "remove this folder and run `pulumi refresh`, then `pulumi up`")
