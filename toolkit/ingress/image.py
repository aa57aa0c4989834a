"""Envoy's image in root's store, pinned to a digest."""

import json
from typing import Any

from host.context import Context
from host.errors import CommandFailed, HostProblem
from host.images import PULL_SECONDS, image_name


def pin(ctx: Context, reference: str, record: dict[str, Any]) -> str:
    """`name@sha256:…` of an image that is present. An unchanged tag keeps its recorded digest."""
    name, digest = image_name(reference), reference.partition("@")[2]
    if not digest and record.get("image") == reference:
        digest = str(record["pinned"]).partition("@")[2]
    if digest and ctx.runner.run(["podman", "image", "exists", f"{name}@{digest}"], check=False).ok:
        return f"{name}@{digest}"
    wanted = f"{name}@{digest}" if "@" in reference else reference
    ctx.say(f"ingress: pulling {wanted}")
    try:
        ctx.runner.run(["podman", "pull", "--quiet", wanted], timeout=PULL_SECONDS)
    except CommandFailed as failure:
        last = failure.said.splitlines()[-1] if failure.said else "no reason given"
        raise HostProblem(reference, f"the image could not be pulled: {last}", "check the name and the tag") from failure
    inspected = json.loads(ctx.runner.run(["podman", "image", "inspect", wanted]).out)[0]
    return f"{name}@{digest or inspected['Digest']}"


def remove(ctx: Context, pinned: str) -> None:
    """Delete an unused image."""
    ctx.runner.run(["podman", "rmi", pinned], check=False)
