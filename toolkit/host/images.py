"""Container images in the store of one account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from host.context import Context
from host.errors import CommandFailed, HostProblem
from host.names import Account
from host.podman import podman, podman_json

PULL_SECONDS = 900.0


@dataclass(frozen=True)
class Image:
    """One image in the account's store."""

    id: str
    names: tuple[str, ...]
    digest: str
    repo_digests: tuple[str, ...]


def image_name(reference: str) -> str:
    """`registry/name` of `registry/name:tag@sha256:…`. The program sends names in Podman's own form."""
    name = reference.partition("@")[0]
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}"


def digest_of(images: list[Image], reference: str) -> str | None:
    """The digest under which an image with this tag is in the store; None if it is not there."""
    prefix = f"{image_name(reference)}@"
    for image in images:
        if reference not in image.names:
            continue
        if f"{prefix}{image.digest}" in image.repo_digests:
            return image.digest
        for each in image.repo_digests:
            if each.startswith(prefix):
                return each.removeprefix(prefix)
    return None


def store(ctx: Context, account: Account) -> list[Image]:
    """All images of an account."""
    raw: list[dict[str, Any]] = podman_json(ctx, account, "images", "--format", "json")
    return [Image(each["Id"], tuple(each.get("Names") or ()), each.get("Digest", ""), tuple(each.get("RepoDigests") or ())) for each in raw]


def pull(ctx: Context, account: Account, reference: str, say: Callable[[str], None]) -> None:
    """Pull an image into the account's store. HostProblem with the reason when that fails."""
    say(f"pulling {reference}")
    try:
        podman(ctx, account, "pull", "--quiet", reference, timeout=PULL_SECONDS)
    except CommandFailed as failure:
        raise HostProblem(
            reference,
            f"the image could not be pulled: {_reason(failure)}",
            "check the name and the tag, and that this host reaches the registry",
        ) from failure


def _reason(failure: CommandFailed) -> str:
    if failure.code is None:
        return f"it did not finish within {PULL_SECONDS:.0f} s"
    return failure.said.splitlines()[-1] if failure.said else f"exit code {failure.code}"
