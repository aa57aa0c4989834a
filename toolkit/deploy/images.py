"""Pulls the images of a version and pins them to digests before anything stops."""

from collections.abc import Mapping

from deploy.deploy import Deploy
from host.errors import HostProblem
from host.images import digest_of, image_name, pull, store
from host.podman import podman
from state.manifest import Manifest

# Podman's own image for pods, which is built locally and belongs to no generation.
_LOCAL = "localhost/"


def committed_digests(manifest: Manifest, digests: Mapping[str, str]) -> dict[str, str]:
    """Image reference -> digest that the committed version runs."""
    return {container.image: digests[name] for name, container in manifest.containers.items() if name in digests}


def resolve(deploy: Deploy, manifest: Manifest, fixed: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Container -> digest, every image present.

    fixed: digests by container that must be used (of a version that ran before). known: digests by reference that an
    unchanged tag keeps while the image is present, because a deploy is not a reason to follow a moving tag.
    """
    present = {each for image in store(deploy.ctx, deploy.account) for each in image.repo_digests}
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
            pull(deploy.ctx, deploy.account, f"{image_name(reference)}@{digest}", deploy.journal.say)
        by_reference[reference] = digests[name] = digest
    return digests


def _pull_tag(deploy: Deploy, reference: str) -> str:
    pull(deploy.ctx, deploy.account, reference, deploy.journal.say)
    digest = digest_of(store(deploy.ctx, deploy.account), reference)
    if digest is None:
        raise HostProblem(reference, "the image was pulled, but podman shows no digest for it", "pin it: name:tag@sha256:…")
    return digest


def prune(deploy: Deploy, keep: set[str]) -> None:
    """Delete images whose digest is not in `keep`. Images that containers use stay."""
    for image in store(deploy.ctx, deploy.account):
        digests = {each.partition("@")[2] for each in image.repo_digests} | {image.digest}
        if not digests & keep and not any(name.startswith(_LOCAL) for name in image.names):
            podman(deploy.ctx, deploy.account, "rmi", image.id, check=False)
