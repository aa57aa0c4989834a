"""Images of a version: pulled and pinned to digests before anything stops."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.deploy import Deploy
from deploy.manifest import Manifest
from deploy.pods import image_name
from host.errors import CommandFailed, HostProblem
from host.podman import podman, podman_json

PULL_SECONDS = 900.0
# Podman's own image for pods: built locally, named by no generation.
_LOCAL = "localhost/"


@dataclass(frozen=True)
class Image:
    """One image in the account's store."""

    id: str
    names: tuple[str, ...]
    digest: str
    repo_digests: tuple[str, ...]


def store(deploy: Deploy) -> list[Image]:
    """All images of the service's account."""
    raw: list[dict[str, Any]] = podman_json(deploy.ctx, deploy.account, "images", "--format", "json")
    return [Image(each["Id"], tuple(each.get("Names") or ()), each.get("Digest", ""), tuple(each.get("RepoDigests") or ())) for each in raw]


def committed_digests(manifest: Manifest, digests: Mapping[str, str]) -> dict[str, str]:
    """Image reference -> digest that the committed version runs."""
    return {container.image: digests[name] for name, container in manifest.containers.items() if name in digests}


def resolve(deploy: Deploy, manifest: Manifest, fixed: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Container -> digest, every image present.

    fixed: digests by container that must be used (a version that ran before). known: digests by reference to keep
    for an unchanged tag while the image is still here: a deploy is no reason to follow a moving tag.
    """
    present = {each for image in store(deploy) for each in image.repo_digests}
    by_reference: dict[str, str] = {}
    digests: dict[str, str] = {}
    for name, container in sorted(manifest.containers.items()):
        reference = container.image
        digest = fixed.get(name) or reference.partition("@")[2] or by_reference.get(reference)
        kept = known.get(reference)
        if not digest and kept and f"{image_name(reference)}@{kept}" in present:
            digest = kept
        if not digest:
            digest = _pull_tag(deploy, reference)
        elif f"{image_name(reference)}@{digest}" not in present and reference not in by_reference:
            _pull(deploy, f"{image_name(reference)}@{digest}")
        by_reference[reference] = digests[name] = digest
    return digests


def _pull_tag(deploy: Deploy, reference: str) -> str:
    _pull(deploy, reference)
    for image in store(deploy):
        if reference not in image.names:
            continue
        prefix = f"{image_name(reference)}@"
        if f"{prefix}{image.digest}" in image.repo_digests:
            return image.digest
        for each in image.repo_digests:
            if each.startswith(prefix):
                return each.removeprefix(prefix)
    raise HostProblem(reference, "it was pulled, but podman names no digest for it", "pin it: name:tag@sha256:…")


def _pull(deploy: Deploy, reference: str) -> None:
    deploy.journal.say(f"pulling {reference}")
    try:
        podman(deploy.ctx, deploy.account, "pull", "--quiet", reference, timeout=PULL_SECONDS)
    except CommandFailed as failure:
        raise HostProblem(
            reference,
            f"it could not be pulled: {_reason(failure)}",
            "check the name and the tag, and that this host reaches the registry",
        ) from failure


def _reason(failure: CommandFailed) -> str:
    if failure.code is None:
        return f"no end after {PULL_SECONDS:.0f} s"
    return failure.said.splitlines()[-1] if failure.said else f"exit code {failure.code}"


def prune(deploy: Deploy, keep: set[str]) -> None:
    """Delete images whose digest is not in `keep`. Images in use stay, whatever their digest."""
    for image in store(deploy):
        digests = {each.partition("@")[2] for each in image.repo_digests} | {image.digest}
        if not digests & keep and not any(name.startswith(_LOCAL) for name in image.names):
            podman(deploy.ctx, deploy.account, "rmi", image.id, check=False)
